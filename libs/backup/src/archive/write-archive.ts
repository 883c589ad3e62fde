import { PassThrough, type Readable, Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import type { SchemaScript } from '@hearthlore/database';
import { ageTransform } from './age-transform.js';
import { type ArchiveEntry, ArchiveWriter } from './archive-writer.js';
import type { DatabaseSnapshot } from './database-snapshot.js';
import type { Recipients } from './recipients.js';
import { LEDGER_ENTRY, REPLAY_ENTRY, replayScript, RESTORE_ENTRY, restoreScript } from './restore-scripts.js';
import { inParts } from './row-parts.js';
import type { SideFiles } from './side-files.js';

/** Rows are ciphertext, of which nothing can be saved: the level that finds that out soonest and still packs text. */
const ZSTD_SPEED = { [constants.ZSTD_c_compressionLevel]: 1 };
/** What the compressor gives at once, in bytes: in small pieces, each costs more than what it carries. */
const ZSTD_CHUNK = 512 * 1024;

export interface ArchiveFacts {
  readonly instance: string;
  readonly created: Date;
  readonly appVersion: string;
}

/** Takes a copy of the tar, with the snapshot that it is of: open until the tar has ended. */
export type ArchiveTee = (plainTar: Readable, snapshot: DatabaseSnapshot) => Promise<void>;

export interface ArchiveOptions {
  readonly facts: ArchiveFacts;
  readonly snapshot: DatabaseSnapshot;
  readonly schema: SchemaScript;
  readonly side: SideFiles;
  readonly recipients: Recipients;
  /** Takes the ciphertext. */
  readonly sink: (ciphertext: AsyncIterable<Uint8Array>) => Promise<void>;
  /** Reads the tar before it is encrypted, as fast as it likes; the backup goes on where it fails. */
  readonly tee?: ArchiveTee | undefined;
  /** Bytes of the tar so far. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * tar → zstd → age → sink. Nothing is held but one part of a table, and nothing is read faster than it is written.
 *
 * @returns What the tar has, in order.
 */
export async function writeArchive(options: ArchiveOptions): Promise<readonly ArchiveEntry[]> {
  const writer = new ArchiveWriter(options.facts.created);
  const compress = createZstdCompress({ chunkSize: ZSTD_CHUNK, params: ZSTD_SPEED });
  const plain = options.tee && new PassThrough();
  const watch = new Watch(plain, options.onProgress);
  const teeing =
    plain &&
    options
      .tee?.(plain, options.snapshot)
      .catch(() => undefined)
      .finally(() => plain.destroy());
  const encrypt = await ageTransform(options.recipients);
  const filling = fill(writer, options).catch((error: unknown) => {
    writer.abort(error instanceof Error ? error : new Error('the archive could not be filled', { cause: error }));
    throw error;
  });
  const flowing = pipeline(writer.open(), watch, compress, encrypt, options.sink, { signal: options.signal });
  const [filled, flowed] = await Promise.allSettled([filling, flowing]);
  await teeing;
  // Where the target fails, filling fails after it with what is only the consequence; and the other way round.
  const cause = [flowed, filled].find((one) => one.status === 'rejected');
  if (cause) throw primary(filled, flowed);
  return writer.entries;
}

function primary(...outcomes: readonly PromiseSettledResult<unknown>[]): unknown {
  const reasons: unknown[] = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  return reasons.find((reason) => reason instanceof Error && 'kind' in reason) ?? reasons[0];
}

async function fill(writer: ArchiveWriter, options: ArchiveOptions): Promise<void> {
  const { facts, snapshot, schema, side } = options;
  const inner = {
    v: 1,
    instance: facts.instance,
    created: facts.created.toISOString(),
    appVersion: facts.appVersion,
    schema: { migrations: schema.migrations, newest: schema.newest },
    watermark: snapshot.watermark,
    tables: snapshot.tables.map(({ name, columns }) => ({ name, columns })),
  };
  await writer.add('MANIFEST-INNER.json', `${JSON.stringify(inner)}\n`);
  await writer.add('schema.sql', schema.sql);
  for (const table of snapshot.tables) {
    let place = 0;
    for await (const part of inParts(snapshot.rows(table))) {
      place += 1;
      await writer.add(`data/${table.name}.${String(place).padStart(4, '0')}.copy`, part);
    }
  }
  await writer.add(RESTORE_ENTRY, restoreScript(snapshot.tables, writer.entries));
  await writer.add(REPLAY_ENTRY, replayScript(side.ledgerState));
  await writer.add(LEDGER_ENTRY, side.ledger);
  await writer.add('audit/checkpoints', side.checkpoints);
  await writer.add('vectors.json', '{"rebuild":true}\n');
  await writer.finish();
}

/** Counts what passes, and hands a copy on where somebody listens. */
class Watch extends Transform {
  #bytes = 0;

  constructor(
    private readonly copy: PassThrough | undefined,
    private readonly onProgress: ((bytes: number) => void) | undefined,
  ) {
    super();
    // Who listens may leave at any time.
    copy?.on('error', () => undefined);
  }

  override _transform(data: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#bytes += data.length;
    this.onProgress?.(this.#bytes);
    if (this.copy === undefined || this.copy.destroyed || this.copy.write(data)) {
      done(null, data);
      return;
    }
    const { copy } = this;
    const goOn = (): void => {
      copy.off('drain', goOn);
      copy.off('close', goOn);
      done(null, data);
    };
    copy.on('drain', goOn);
    copy.on('close', goOn);
  }

  override _flush(done: TransformCallback): void {
    this.copy?.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (error) this.copy?.destroy(error);
    done(error);
  }
}
