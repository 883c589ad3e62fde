import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Secret } from '@hearthlore/config';
import { readSchemaScript } from '@hearthlore/database';
import { type BackupId, newId } from '@hearthlore/kernel';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { DatabaseSnapshot } from '../archive/database-snapshot.js';
import { Recipients } from '../archive/recipients.js';
import { readSideFiles } from '../archive/side-files.js';
import { type ArchiveTee, writeArchive } from '../archive/write-archive.js';
import type { BackupJob } from '../making/backup-job.js';
import type { BackupSource } from '../making/create-backup.js';
import type { ArchiveTaker, DrillSource } from './drill-run.js';
import { sumSnapshot } from './live-sums.js';

type Feed = DrillSource['feed'];

export interface FeedOptions {
  /** Of hl_backup. */
  readonly databaseUrl: Secret;
  readonly signal?: AbortSignal;
}

/**
 * Makes a real backup and takes what goes into it on the way: the file at the target is read back by the backup itself,
 * its hash and signature with it.
 *
 * @param made Told of the backup, before it is made.
 */
export function feedFromBackup(job: BackupJob, options: FeedOptions, made: (id: BackupId) => Promise<void>): Feed {
  return async (take) => {
    const id = newId<BackupId>();
    const { signal } = options;
    await job.create(id, 'schedule', { tee: teeOf(take, options.databaseUrl), ...(signal && { signal }) });
    await made(id);
  };
}

/** Where no target is set there is still something to try: the same archive, for a recipient nobody is, to nowhere. */
export function feedWithoutTarget(source: BackupSource, { databaseUrl, signal }: FeedOptions): Feed {
  return async (take) => {
    const recipient = await identityToRecipient(await generateIdentity());
    const snapshot = await DatabaseSnapshot.open(databaseUrl);
    try {
      await writeArchive({
        facts: { instance: source.installationId, created: new Date(), appVersion: source.appVersion },
        snapshot,
        schema: readSchemaScript(source.migrationsFolder),
        side: await readSideFiles(source.ledgerFile, source.checkpointFile),
        recipients: Recipients.parse(recipient),
        sink: (ciphertext) => pipeline(ciphertext, nowhere()),
        tee: teeOf(take, databaseUrl),
        signal,
      });
    } finally {
      await snapshot.close();
    }
  };
}

function teeOf(take: ArchiveTaker, url: Secret): ArchiveTee {
  return (plainTar, snapshot) => take(plainTar, sumSnapshot(url, snapshot, snapshot.exportId()));
}

const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });
