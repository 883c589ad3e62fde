import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Secret } from '@hearthlore/config';
import { BackupFileMissingError, BackupTargetFullError, BackupTargetUnavailableError } from '../backup.errors.js';
import { BackupTarget, type TargetFile } from './backup-target.port.js';

/** Ten thousand parts are the most that S3 takes: 160 GB. */
const PART_BYTES = 16 * 1024 * 1024;
/** Parts under way at once, each of them held in memory. */
const PARTS_AT_ONCE = 2;
/** Names that servers give the same thing: the quota of MinIO, of Ceph, and a disk that is full. */
const FULL =
  /^(QuotaExceeded|XMinioAdminBucketQuotaExceeded|XMinioStorageFull|StorageFull|InsufficientCapacity|EntityTooLarge)$/;

export interface S3Settings {
  readonly bucket: string;
  /** Ends in a slash, or is empty. One installation has one prefix. */
  readonly prefix: string;
  readonly region: string;
  /** Unset is Amazon's own. */
  readonly endpoint: string | undefined;
  readonly keyId: string;
  readonly secret: Secret;
}

/** A bucket of any server that speaks S3. */
export class S3Target extends BackupTarget {
  override readonly kind = 's3';
  override readonly isAppendOnly = false;
  readonly #client: S3Client;

  constructor(private readonly settings: S3Settings) {
    super();
    const { endpoint, region, keyId, secret } = settings;
    this.#client = new S3Client({
      region,
      ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
      credentials: { accessKeyId: keyId, secretAccessKey: secret.reveal() },
      // Servers other than Amazon's do not all know the newer checksums; ours are in the manifest.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 10_000, requestTimeout: 120_000 },
    });
  }

  override async write(name: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    let sourceError: unknown;
    const watched = watch(content, (error) => {
      sourceError = error;
    });
    const upload = new Upload({
      client: this.#client,
      params: { ...this.#place(name), Body: Readable.from(watched, { objectMode: false }) },
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
      leavePartsOnError: false,
    });
    try {
      await upload.done();
    } catch (error) {
      throw sourceError ?? targetError(error);
    }
  }

  override read(name: string): Promise<Readable> {
    return this.#answered(async () => {
      const { Body } = await this.#client.send(new GetObjectCommand(this.#place(name)));
      if (!(Body instanceof Readable)) throw new BackupFileMissingError();
      return Body;
    });
  }

  override list(): Promise<TargetFile[]> {
    const { bucket, prefix } = this.settings;
    return this.#answered(async () => {
      const files: TargetFile[] = [];
      const pages = paginateListObjectsV2({ client: this.#client }, { Bucket: bucket, Prefix: prefix, Delimiter: '/' });
      for await (const { Contents = [] } of pages)
        for (const { Key = '', Size = 0 } of Contents) files.push({ name: Key.slice(prefix.length), bytes: Size });
      return files;
    });
  }

  override delete(name: string): Promise<void> {
    return this.#answered(async () => {
      await this.#client.send(new DeleteObjectCommand(this.#place(name)));
    });
  }

  override clean(name: string): Promise<void> {
    const { Bucket, Key } = this.#place(name);
    return this.#answered(async () => {
      // MinIO lists the uploads of one name alone, and so may every other server.
      const { Uploads = [] } = await this.#client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: Key }));
      for (const upload of Uploads)
        if (upload.Key === Key)
          await this.#client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: upload.UploadId }));
    });
  }

  #place(name: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.settings.bucket, Key: `${this.settings.prefix}${name}` };
  }

  async #answered<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw targetError(error);
    }
  }
}

async function* watch(
  content: AsyncIterable<Uint8Array>,
  onError: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch (error) {
    onError(error);
    throw error;
  }
}

function targetError(cause: unknown): Error {
  const name = cause instanceof Error ? cause.name : '';
  if (cause instanceof BackupFileMissingError) return cause;
  if (name === 'NoSuchKey') return new BackupFileMissingError({ cause });
  if (FULL.test(name)) return new BackupTargetFullError({ cause });
  return new BackupTargetUnavailableError({ cause });
}
