import type { NoteSigner } from '@hearthlore/audit';
import type { Secret } from '@hearthlore/config';
import { readSchemaScript } from '@hearthlore/database';
import type { BackupId } from '@hearthlore/kernel';
import { DatabaseSnapshot } from '../archive/database-snapshot.js';
import { readSideFiles } from '../archive/side-files.js';
import { type ArchiveTee, writeArchive } from '../archive/write-archive.js';
import { ChunkHashes } from '../manifest/chunk-hashes.js';
import { type Manifest, MANIFEST_SUFFIX, manifestSha256, signManifest } from '../manifest/manifest.js';
import type { BackupDestination } from './backup-settings.js';
import { assertLedgerGoesOn, copyLedger, once } from './copy-ledger.js';

/** What a backup is made of. */
export interface BackupSource {
  /** Of hl_backup. */
  readonly databaseUrl: Secret;
  readonly migrationsFolder: string;
  readonly ledgerFile: string;
  readonly checkpointFile: string;
  readonly installationId: string;
  readonly appVersion: string;
}

export interface CreateBackupOptions {
  readonly id: BackupId;
  /** When it is made: in its name, too. */
  readonly created: Date;
  readonly source: BackupSource;
  readonly destination: BackupDestination;
  readonly signer: NoteSigner;
  /** Hexadecimal, of the newest manifest that is known. */
  readonly previous: string | null;
  /** Told the name when no other backup runs, and before the first byte: by it is found what a killed run left. */
  readonly willWrite?: ((file: string) => Promise<void>) | undefined;
  /** Has everything new wait while `snapshot` is taken. */
  readonly fenced: <T>(snapshot: () => Promise<T>) => Promise<T>;
  /** Reads the tar before it is encrypted. What it throws is its own affair. */
  readonly tee?: ArchiveTee | undefined;
  /** @param percent 0 to 100. */
  readonly onProgress?: ((percent: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface CreatedBackup {
  readonly file: string;
  readonly manifest: Manifest;
  /** Hexadecimal, of the signed note. */
  readonly manifestSha256: string;
}

/** `hearthlore-<time>-<first 8 of the id>.tar.zst.age`: sorts by time, and twice in a second is two names. */
export function backupFileName(created: Date, id: BackupId): string {
  const time = created
    .toISOString()
    .replace(/\.\d{3}Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
  return `hearthlore-${time}-${id.slice(0, 8)}.tar.zst.age`;
}

/**
 * Writes one backup: the file first, then the manifest that vouches for it, then the ledger of erasures. A file without
 * a manifest is none.
 *
 * @throws {BackupTargetFullError | BackupTargetUnavailableError | BackupSourceError | BackupRunningError}
 * @throws {LedgerBehindTargetError}
 */
export async function createBackup(options: CreateBackupOptions): Promise<CreatedBackup> {
  const { source, destination, created } = options;
  const { target, recipients } = destination;
  const file = backupFileName(created, options.id);
  const schema = readSchemaScript(source.migrationsFolder);
  await assertLedgerGoesOn(source.ledgerFile, target);
  let snapshot: DatabaseSnapshot | undefined;
  try {
    snapshot = await options.fenced(async () => (snapshot = await DatabaseSnapshot.open(source.databaseUrl)));
    await options.willWrite?.(file);
    // After the snapshot: an erasure between the two is in the ledger, and repeated by a restore.
    const side = await readSideFiles(source.ledgerFile, source.checkpointFile);
    const hashes = new ChunkHashes();
    const entries = await writeArchive({
      facts: { instance: source.installationId, created, appVersion: source.appVersion },
      snapshot,
      schema,
      side,
      recipients,
      sink: (ciphertext) => target.write(file, hashed(ciphertext, hashes)),
      tee: options.tee,
      onProgress: progressOf(snapshot, options.onProgress),
      signal: options.signal,
    });
    const manifest: Manifest = {
      v: 1,
      instance: source.installationId,
      created: created.toISOString(),
      appVersion: source.appVersion,
      schema: { migrations: schema.migrations, newest: schema.newest },
      file,
      ...hashes.finish(),
      entries: [...entries],
      watermark: snapshot.watermark,
      ledgerHead: side.ledgerState.head,
      ledgerCount: side.ledgerState.count,
      auditHead: side.auditHead,
      prevManifestSha256: options.previous,
    };
    const note = signManifest(manifest, options.signer);
    await target.write(`${file}${MANIFEST_SUFFIX}`, once(note));
    await copyLedger(source.ledgerFile, target);
    return { file, manifest, manifestSha256: manifestSha256(note) };
  } finally {
    await snapshot?.close();
  }
}

async function* hashed(content: AsyncIterable<Uint8Array>, hashes: ChunkHashes): AsyncGenerator<Uint8Array> {
  for await (const data of content) {
    hashes.add(data);
    yield data;
  }
}

/** Rows are about as long in the archive as they are stored: near enough to say how far it is. */
function progressOf(
  snapshot: DatabaseSnapshot,
  onProgress: ((percent: number) => void) | undefined,
): ((bytes: number) => void) | undefined {
  if (onProgress === undefined) return undefined;
  const expected = Math.max(
    1,
    snapshot.tables.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  return (bytes) => onProgress(Math.min(99, Math.floor((100 * bytes) / expected)));
}
