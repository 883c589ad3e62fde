import { AppError } from '@hearthlore/kernel';
import { DocumentTooLargeError } from '@hearthlore/ingestion';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { InvalidRequestError } from '../http/invalid-request.error.js';
import { UploadFields } from './document.dto.js';

/** Of one file, in bytes. */
export const UPLOAD_BYTES = 50 * 1024 * 1024;
const FIELD_BYTES = 1024;
const FIELDS = 10;
/** A sender that dribbles holds memory: the whole request has this long, in milliseconds. */
const REQUEST_LIMIT = 60_000;
/** Most bytes of all uploads together that may be on their way into memory. */
const RECEIVING_BYTES = 256 * 1024 * 1024;
const PER_MEMBER = 2;
const FIELD_NAMES: ReadonlySet<string> = new Set(['title', 'expiresAt', 'language']);

class UploadBusyError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'busy';
  override readonly retryAfterSeconds = 5;

  constructor() {
    super('Too many uploads at once; try again shortly');
  }
}

export interface ReceivedUpload {
  readonly file: Uint8Array;
  readonly fileName: string;
  readonly fields: UploadFields;
}

/** Takes multipart uploads into memory, and only there, within limits for one file, one member and the machine. */
export class UploadReader {
  #receiving = 0;
  readonly #byMember = new Map<string, number>();

  /** @throws {DocumentTooLargeError} @throws {InvalidRequestError} for anything but one file and known fields. */
  async read(request: FastifyRequest, memberId: string): Promise<ReceivedUpload> {
    const running = this.#byMember.get(memberId) ?? 0;
    if (running >= PER_MEMBER) throw new UploadBusyError();
    this.#byMember.set(memberId, running + 1);
    let held = 0;
    const hold = (bytes: number): void => {
      if (this.#receiving + bytes > RECEIVING_BYTES) throw new UploadBusyError();
      this.#receiving += bytes;
      held += bytes;
    };
    const timer = setTimeout(() => request.raw.destroy(), REQUEST_LIMIT);
    try {
      return await receive(request, hold);
    } finally {
      clearTimeout(timer);
      this.#receiving -= held;
      const left = (this.#byMember.get(memberId) ?? 1) - 1;
      if (left === 0) this.#byMember.delete(memberId);
      else this.#byMember.set(memberId, left);
    }
  }
}

async function receive(request: FastifyRequest, hold: (bytes: number) => void): Promise<ReceivedUpload> {
  if (!request.isMultipart()) throw new InvalidRequestError([{ pointer: '/', code: 'multipart' }]);
  const values: Record<string, string> = {};
  let file: { readonly bytes: Uint8Array; readonly name: string } | undefined;
  const limits = { fileSize: UPLOAD_BYTES, files: 1, fields: FIELDS, fieldSize: FIELD_BYTES, headerPairs: 100 };
  for await (const part of partsOf(request, limits)) {
    if (part.type === 'file') {
      if (part.fieldname !== 'file') throw new InvalidRequestError([{ pointer: '/file', code: 'fieldName' }]);
      const chunks: Buffer[] = [];
      for await (const chunk of part.file) {
        hold(chunk.length);
        chunks.push(chunk);
      }
      if (part.file.truncated) throw new DocumentTooLargeError(UPLOAD_BYTES);
      file = { bytes: Buffer.concat(chunks), name: baseName(part.filename) };
    } else if (!FIELD_NAMES.has(part.fieldname) || typeof part.value !== 'string' || part.valueTruncated) {
      throw new InvalidRequestError([{ pointer: '/', code: 'unknownOrTooLongField' }]);
    } else values[part.fieldname] = part.value;
  }
  if (file === undefined) throw new InvalidRequestError([{ pointer: '/file', code: 'isDefined' }]);
  const fields = plainToInstance(UploadFields, values);
  const errors = await validate(fields, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length > 0) throw InvalidRequestError.of(errors);
  return { file: file.bytes, fileName: file.name, fields };
}

/** What the reader of multipart bodies stumbles over without a status of its own is in the bytes, as a missing boundary. */
async function* partsOf(request: FastifyRequest, limits: object): ReturnType<FastifyRequest['parts']> {
  try {
    yield* request.parts({ limits });
  } catch (error) {
    if (error instanceof AppError || (error instanceof Error && 'statusCode' in error)) throw error;
    throw new InvalidRequestError([{ pointer: '/', code: 'multipart' }], { cause: error });
  }
}

/** Some senders name a whole path. The name is shown, and sealed; it is never used as a path. */
function baseName(fileName: string): string {
  const name =
    fileName
      .split(/[\\/]/)
      .at(-1)
      ?.replaceAll(/\p{Cc}/gu, '')
      .trim() ?? '';
  return name === '' ? 'Untitled' : name.slice(0, 255);
}
