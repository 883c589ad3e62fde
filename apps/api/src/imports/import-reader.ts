import { ImportBusyError } from '@hearthlore/data-rights';
import { AppError } from '@hearthlore/kernel';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { InvalidRequestError } from '../http/invalid-request.error.js';
import { ImportFields } from './import.dto.js';

/** Of one export, in bytes: it is in memory while it is brought in. */
export const IMPORT_BYTES = 256 * 1024 * 1024;
const FIELD_BYTES = 1024;

/** Larger than what is taken in one piece. */
class ImportTooLargeError extends AppError {
  readonly kind = 'too-large';
  readonly code = 'import.too-large';
  override readonly details = { mostBytes: IMPORT_BYTES };

  constructor() {
    super('This export is too large to be brought in here');
  }
}

export interface ReceivedImport {
  readonly file: Uint8Array;
  readonly passphrase: string | undefined;
}

/** Takes one export at a time into memory, and only there. */
export class ImportReader {
  #isReceiving = false;

  /** @throws {ImportBusyError} @throws {ImportTooLargeError} @throws {InvalidRequestError} for anything but the file and its passphrase. */
  async read(request: FastifyRequest): Promise<ReceivedImport> {
    if (this.#isReceiving) throw new ImportBusyError();
    this.#isReceiving = true;
    try {
      return await receive(request);
    } finally {
      this.#isReceiving = false;
    }
  }
}

async function receive(request: FastifyRequest): Promise<ReceivedImport> {
  if (!request.isMultipart()) throw new InvalidRequestError([{ pointer: '/', code: 'multipart' }]);
  const values: Record<string, string> = {};
  let file: Uint8Array | undefined;
  const limits = { fileSize: IMPORT_BYTES, files: 1, fields: 1, fieldSize: FIELD_BYTES, headerPairs: 100 };
  for await (const part of partsOf(request, limits)) {
    if (part.type === 'file') {
      if (part.fieldname !== 'file') throw new InvalidRequestError([{ pointer: '/file', code: 'fieldName' }]);
      const chunks: Buffer[] = [];
      for await (const chunk of part.file) chunks.push(chunk);
      if (part.file.truncated) throw new ImportTooLargeError();
      file = Buffer.concat(chunks);
    } else if (part.fieldname !== 'passphrase' || typeof part.value !== 'string' || part.valueTruncated) {
      throw new InvalidRequestError([{ pointer: '/', code: 'unknownOrTooLongField' }]);
    } else values[part.fieldname] = part.value;
  }
  if (file === undefined) throw new InvalidRequestError([{ pointer: '/file', code: 'isDefined' }]);
  const fields = plainToInstance(ImportFields, values);
  const errors = await validate(fields, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length > 0) throw InvalidRequestError.of(errors);
  return { file, passphrase: fields.passphrase };
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
