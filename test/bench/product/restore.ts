import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoteSigner } from '@hearthlore/audit';
import {
  BackupSettings,
  type BackupSource,
  createBackup,
  DrillRun,
  feedWithoutTarget,
  manifestSignerName,
  openArchive,
  restoreDatabase,
} from '@hearthlore/backup';
import { loadEnv, Secret } from '@hearthlore/config';
import { ProductProbe } from '@hearthlore/data-rights';
import { migrate } from '@hearthlore/database';
import { type BackupId, newId } from '@hearthlore/kernel';
import { ensureDatabase, ensureSchemas, startBundledPostgres, withClient } from '@hearthlore/machine';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { seed, timed } from './backup.js';

const MIGRATIONS = join(import.meta.dirname, '../../../libs/database/migrations');
const MEGABYTE = 1_000_000;
const ROW_BYTES = 4096;

/**
 * How fast a backup comes back into a database that survives a power cut, what memory that takes, and how long a drill
 * of the same installation does.
 *
 * @param megabytes Of ciphertext; 1000 in all.
 */
export async function main([megabytes = '1000']: readonly string[]): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), 'hearthlore-restore-bench-'));
  const [dataDir, freshDir, target] = ['data', 'fresh', 'target'].map((name) => join(place, name));
  if (dataDir === undefined || freshDir === undefined || target === undefined) return;
  for (const folder of [dataDir, freshDir, target]) mkdirSync(folder);
  const postgres = await startBundledPostgres({ dataDir, isDurable: false });
  try {
    await migrate(postgres.urls.owner, MIGRATIONS);
    const rows = Math.ceil((Number(megabytes) * MEGABYTE) / ROW_BYTES);
    await seed(postgres, rows);
    const side = join(place, 'none');
    const source: BackupSource = {
      databaseUrl: new Secret(postgres.urls.backup),
      migrationsFolder: MIGRATIONS,
      ledgerFile: side,
      checkpointFile: side,
      installationId: newId(),
      appVersion: 'bench',
    };
    await measureRestore(source, { bytes: rows * ROW_BYTES, target, freshDir });
    const run = new DrillRun({ dataDir, migrationsFolder: MIGRATIONS, probe: new ProductProbe() });
    const { databaseUrl } = source;
    const drill = async (): Promise<void> => {
      const figures = await run.run({ feed: feedWithoutTarget(source, { databaseUrl }) }, () => Promise.resolve());
      console.log(`  ${figures.tables} tables, ${figures.rows} rows compared`);
    };
    await timed('drill', rows * ROW_BYTES, drill, 'at most 300 s for 1 GB');
  } finally {
    await postgres.stop();
    rmSync(place, { recursive: true, force: true });
  }
}

async function measureRestore(
  source: BackupSource,
  { bytes, target, freshDir }: { readonly bytes: number; readonly target: string; readonly freshDir: string },
): Promise<void> {
  const identity = await generateX25519Identity();
  const { destination } = BackupSettings.read(
    loadEnv({
      HEARTHLORE_BACKUP_TARGET: `file://${target}`,
      HEARTHLORE_BACKUP_RECIPIENTS: await identityToRecipient(identity),
    }),
  );
  const { file } = await createBackup({
    id: newId<BackupId>(),
    created: new Date(),
    source,
    destination,
    signer: new NoteSigner(manifestSignerName(source.installationId), new Uint8Array(randomBytes(32))),
    previous: null,
    fenced: (snapshot) => snapshot(),
  });
  const fresh = await startBundledPostgres({ dataDir: freshDir, database: 'restored' });
  try {
    await withClient(fresh.superuserUrl, (client) => ensureDatabase(client, 'restored'));
    const superuserUrl = Object.assign(new URL(fresh.superuserUrl), { pathname: 'restored' }).href;
    await withClient(superuserUrl, ensureSchemas);
    await timed('restore', bytes, async () => {
      const tar = openArchive(await destination.target.read(file), [identity]);
      await restoreDatabase(tar, { superuserUrl, ownerUrl: fresh.urls.owner, migrationsFolder: MIGRATIONS });
    });
  } finally {
    await fresh.stop();
  }
}
