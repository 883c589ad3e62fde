import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoteSigner } from '@hearthlore/audit';
import {
  type BackupDestination,
  BackupSettings,
  createBackup,
  manifestSignerName,
  type Manifest,
  verifyBackup,
} from '@hearthlore/backup';
import { loadEnv, Secret } from '@hearthlore/config';
import { createPool, migrate, openDatabase, OwnerTransactions } from '@hearthlore/database';
import { type BackupId, newId } from '@hearthlore/kernel';
import { startBundledPostgres, withClient } from '@hearthlore/machine';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { insertMember } from '../../harness/members.js';

const MIGRATIONS = join(import.meta.dirname, '../../../libs/database/migrations');
const MEGABYTE = 1_000_000;
/** Of one row, as a sealed passage with its vector is. */
const ROW_BYTES = 4096;
const HASH_BYTES = 64;
/** Between two looks at the memory, in milliseconds: a look takes some of the processor itself. */
const SAMPLE_EVERY = 50;

/** How fast a backup is made and read back, and what memory it takes. @param megabytes Of ciphertext; 1000 in all. */
export async function main([megabytes = '1000']: readonly string[]): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hearthlore-backup-bench-'));
  const target = join(dataDir, 'target');
  mkdirSync(target);
  const postgres = await startBundledPostgres({ dataDir, isDurable: false });
  try {
    await migrate(postgres.urls.owner, MIGRATIONS);
    const rows = Math.ceil((Number(megabytes) * MEGABYTE) / ROW_BYTES);
    await seed(postgres, rows);
    const recipient = await identityToRecipient(await generateX25519Identity());
    const { destination } = BackupSettings.read(
      loadEnv({ HEARTHLORE_BACKUP_TARGET: `file://${target}`, HEARTHLORE_BACKUP_RECIPIENTS: recipient }),
    );
    await measure(new Secret(postgres.urls.backup), destination, { bytes: rows * ROW_BYTES, dataDir, target });
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(
  databaseUrl: Secret,
  destination: BackupDestination,
  { bytes, dataDir, target }: { readonly bytes: number; readonly dataDir: string; readonly target: string },
): Promise<void> {
  const installationId = newId();
  const signer = new NoteSigner(manifestSignerName(installationId), new Uint8Array(randomBytes(32)));
  let made: Manifest | undefined;
  const side = join(dataDir, 'none');
  await timed('backup', bytes, async () => {
    const { manifest } = await createBackup({
      id: newId<BackupId>(),
      created: new Date(),
      source: {
        databaseUrl,
        migrationsFolder: MIGRATIONS,
        ledgerFile: side,
        checkpointFile: side,
        installationId,
        appVersion: 'bench',
      },
      destination,
      signer,
      previous: null,
      fenced: (snapshot) => snapshot(),
    });
    made = manifest;
  });
  if (made === undefined) throw new Error('no backup was made');
  const { file } = made;
  console.log(`  file: ${Math.round(statSync(join(target, file)).size / MEGABYTE)} MB`);
  await timed('verification', bytes, async () => {
    const { finding } = await verifyBackup(destination.target, signer.verifier, { file, manifestSha256: undefined });
    if (finding !== 'good') throw new Error(finding);
  });
}

/** @param goal What the figure is held to, for whoever reads it. */
export async function timed(
  what: string,
  bytes: number,
  work: () => Promise<void>,
  goal = 'at least 60 MB/s, at most 200 MB more',
): Promise<void> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, SAMPLE_EVERY);
  const [began, used] = [performance.now(), process.cpuUsage()];
  await work();
  const seconds = (performance.now() - began) / 1000;
  clearInterval(sampling);
  const { user, system } = process.cpuUsage(used);
  const speed = (bytes / MEGABYTE / seconds).toFixed(0);
  console.log(
    `${what}: ${(bytes / MEGABYTE).toFixed(0)} MB of rows in ${seconds.toFixed(1)} s, ${speed} MB/s, ` +
      `${((peak - before) / MEGABYTE).toFixed(0)} MB more memory, ${((user + system) / 1e6).toFixed(1)} s of processor   goal: ${goal}`,
  );
}

/** Rows that nothing can be saved of, made where they are to lie. */
export async function seed(
  postgres: { readonly urls: { readonly app: string; readonly owner: string }; readonly superuserUrl: string },
  rows: number,
): Promise<void> {
  const pool = createPool(new Secret(postgres.urls.app), { max: 1, name: 'bench' });
  const ownerId = await insertMember(new OwnerTransactions(openDatabase(pool)));
  await pool.end();
  const url = new URL(postgres.superuserUrl);
  url.pathname = new URL(postgres.urls.owner).pathname;
  const setId = newId();
  const salt = createHash('sha256').update(setId).digest();
  await withClient(url.href, async (client) => {
    await client.query(
      `insert into record_sets (owner_id, id, kind, key_version, salt, commitment, manifest, revision)
         values ($1, $2, 'document', 1, $3, $3, $3, 1)`,
      [ownerId, setId, salt],
    );
    await client.query(
      `insert into records (owner_id, set_id, type, index, sealed)
         select $1, $2, 1, i, (select string_agg(sha512((i || ':' || piece || random())::text::bytea), ''::bytea)
                                 from generate_series(1, ${ROW_BYTES / HASH_BYTES}) piece where i is not null)
           from generate_series(1, $3::int) i`,
      [ownerId, setId, rows],
    );
    await client.query('checkpoint');
  });
}
