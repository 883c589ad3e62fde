import { readFileSync } from 'node:fs';
import {
  ACKNOWLEDGEMENT,
  assertSigned,
  chooseLedger,
  eraseAgain,
  explainFailure,
  FileErasureLedger,
  LedgerGapError,
  openArchive,
  openToMembers,
  parseIdentities,
  readManifest,
  type RestoredArchive,
  restoreDatabase,
  splitCheckpoints,
} from '@hearthlore/backup';
import type { Env } from '@hearthlore/config';
import { SystemClock } from '@hearthlore/kernel';
import { startBundledPostgres } from '@hearthlore/machine';
import { claimFolder } from '../processes/folder-claim.js';
import { ensureDataFolder } from '../supervisor/data-folder.js';
import { StartRefusedError } from '../supervisor/supervisor.errors.js';
import { type BackupSource, openBackupSource } from './backup-source.js';
import { type EmptyDatabase, makeEmptyDatabase } from './empty-database.js';
import { RestoreFolder } from './restore-folder.js';
import type { RestoreReport } from './restore-report.js';
import { findRestoredKeys, type RestoredKeys } from './restored-keys.js';

export interface RestoreRequest {
  readonly file: string;
  readonly identityFile: string;
  readonly ledger?: string | undefined;
  readonly acknowledge?: string | undefined;
}

export interface RestoreSurroundings {
  readonly env: Env;
  readonly migrationsFolder: string;
  /** Told of steps, in words for a person. */
  readonly tell: (text: string) => void;
}

/** Restores a backup into an empty data folder. */
export async function restoreBackup(
  request: RestoreRequest,
  surroundings: RestoreSurroundings,
): Promise<RestoreReport> {
  const { env, tell } = surroundings;
  if (env.DATABASE_URL !== undefined)
    throw new StartRefusedError(
      'With a PostgreSQL of your own (DATABASE_URL), restore by psql: docs/restore.md has the commands.',
    );
  const identities = parseIdentities(readFileSync(request.identityFile, 'utf8'));
  const source = openBackupSource(env, request.file, request.ledger);
  await source.backups.assertOpens(source.name, identities);
  const folder = new RestoreFolder(ensureDataFolder(env.HEARTHLORE_DATA_DIR).path);
  const claim = await claimFolder(folder.path, new AbortController().signal);
  try {
    folder.begin(source.name);
    tell(`Restoring ${source.name} into ${folder.path}.`);
    const server = await startBundledPostgres({ dataDir: folder.path });
    try {
      return await new Restore(surroundings, folder, source).run(request, identities, await makeEmptyDatabase(server));
    } finally {
      await server.stop();
    }
  } catch (error) {
    throw explainFailure(error);
  } finally {
    claim.release();
  }
}

class Restore {
  constructor(
    private readonly surroundings: RestoreSurroundings,
    private readonly folder: RestoreFolder,
    private readonly source: BackupSource,
  ) {}

  async run(
    { acknowledge }: RestoreRequest,
    identities: readonly string[],
    database: EmptyDatabase,
  ): Promise<RestoreReport> {
    const { backups, name } = this.source;
    const note = await backups.findNote(name);
    // Before anything is opened: damage and exchange show without the identity.
    const manifest = note === undefined ? undefined : await backups.compare(name, note);
    const { env, migrationsFolder } = this.surroundings;
    const content = await (manifest === undefined ? backups.read(name) : backups.readCompared(manifest));
    const restored = await restoreDatabase(openArchive(content, identities), {
      ...database,
      migrationsFolder,
    });
    const keys = await findRestoredKeys(env, database.appUrl);
    if (note !== undefined && keys.verifier !== undefined) assertSigned(readManifest(note, keys.verifier));
    const erasures = await this.#repeatErasures(restored, keys, database, acknowledge);
    await this.#writeFiles(restored, database);
    await openToMembers(database, { isGapAcknowledged: erasures.isGapAcknowledged, clock: new SystemClock() });
    this.folder.finish();
    return {
      file: name,
      created: restored.manifest.created,
      appVersion: restored.manifest.appVersion,
      rows: [...restored.rows.values()].reduce((sum, rows) => sum + rows, 0),
      manifest: note === undefined ? 'missing' : keys.verifier === undefined ? 'unchecked' : 'signed',
      masterKey: keys.masterKey,
      ...erasures,
    };
  }

  async #repeatErasures(
    { ledger: archived }: RestoredArchive,
    { verifier }: RestoredKeys,
    { superuserUrl }: EmptyDatabase,
    acknowledge: string | undefined,
  ) {
    const known = verifier === undefined ? [] : await this.source.backups.ledgerHeads(verifier);
    const choice = chooseLedger(archived, await this.source.findLedger(), known);
    const isGapAcknowledged = choice.fault !== undefined;
    if (choice.fault !== undefined && acknowledge?.trim() !== ACKNOWLEDGEMENT) throw gapError(choice.fault);
    const erasedAgain = await eraseAgain(superuserUrl, choice.tombstones);
    this.folder.write('ledger', 'erasures.jsonl', choice.ledger);
    const clock = new SystemClock();
    const goesOn = new FileErasureLedger({ dataDir: this.folder.path, clock });
    for (const tombstone of choice.others) await goesOn.append(tombstone);
    this.surroundings.tell(`${choice.tombstones.length} erasures repeated, ${erasedAgain} accounts had come back.`);
    return { erasures: choice.tombstones.length, erasedAgain, isGapAcknowledged };
  }

  async #writeFiles({ checkpoints }: RestoredArchive, { superuserUrl }: EmptyDatabase): Promise<void> {
    const { kept, givenUp } = await splitCheckpoints(superuserUrl, checkpoints);
    this.folder.write('audit', 'checkpoints', kept);
    this.folder.write('audit', 'checkpoints-given-up', givenUp);
  }
}

function gapError(fault: string): LedgerGapError {
  const what =
    fault === 'missing'
      ? 'There is no ledger of erasures beside the backup. Put the newest ledger.jsonl there, or name it with --ledger.'
      : `The ledger of erasures is not whole (${fault}): somebody who was erased after this backup might come back.`;
  return new LedgerGapError(fault, `${what} To go on all the same: --acknowledge "${ACKNOWLEDGEMENT}".`);
}
