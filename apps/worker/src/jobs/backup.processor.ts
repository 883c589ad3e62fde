import { join } from 'node:path';
import { NoteSigner } from '@hearthlore/audit';
import {
  BackupJob,
  BackupSettings,
  type BackupSource,
  DrizzleBackupRegister,
  ledgerFile,
  manifestSignerName,
} from '@hearthlore/backup';
import { DrizzleRetentionBooks } from '@hearthlore/data-rights';
import type { JobHandlers } from '@hearthlore/jobs';
import { type Clock, SystemClock } from '@hearthlore/kernel';
import product from '../../../../package.json' with { type: 'json' };
import { MIGRATIONS_FOLDER } from '../migrations-folder.js';
import type { Workbench } from '../workbench.js';

type BackupBench = Pick<Workbench, 'env' | 'transactions' | 'ops' | 'secrets'>;

/** What makes backups, as the settings of this installation say. @throws {InvalidBackupSettingsError} */
export function backupMaker(
  { env, transactions, ops, secrets }: BackupBench,
  clock: Clock = new SystemClock(),
): () => Promise<BackupJob> {
  const settings = BackupSettings.read(env);
  const register = new DrizzleBackupRegister(transactions);
  const books = new DrizzleRetentionBooks(transactions);
  const isClockSteady = async (): Promise<boolean> => (await books.watchClock(clock.now())).steadyAt === undefined;
  return async () => {
    const source = await backupSource({ env, transactions, secrets });
    const signer = new NoteSigner(manifestSignerName(source.installationId), ops.signingSeed);
    return new BackupJob({ register, settings, clock, isClockSteady, signer, source });
  };
}

/** What a backup of this installation is made of. */
export async function backupSource({ env, transactions, secrets }: Omit<BackupBench, 'ops'>): Promise<BackupSource> {
  return {
    databaseUrl: secrets.databaseUrls.backup,
    migrationsFolder: MIGRATIONS_FOLDER,
    ledgerFile: ledgerFile(env.HEARTHLORE_DATA_DIR),
    checkpointFile: join(env.HEARTHLORE_DATA_DIR, 'audit', 'checkpoints'),
    installationId: await new DrizzleBackupRegister(transactions).installationId(),
    appVersion: product.version,
  };
}

/** Makes, reads back and removes backups. */
export function backupProcessor(bench: BackupBench, clock?: Clock): JobHandlers<'backup'> {
  const maker = backupMaker(bench, clock);
  return {
    create: async ({ backupId }, { signal }) => (await maker()).create(backupId, 'manager', { signal }),
    'create-scheduled': async (_data, { signal }) => (await maker()).createScheduled({ signal }),
    verify: async ({ backupId }) => (await maker()).verify(backupId),
    prune: async () => (await maker()).prune(),
  };
}
