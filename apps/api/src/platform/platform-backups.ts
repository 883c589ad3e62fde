import { type AuditLog, NoteSigner } from '@hearthlore/audit';
import { BackupSettings, BackupsService, DrizzleBackupList, manifestSignerName, WriteFence } from '@hearthlore/backup';
import type { Env } from '@hearthlore/config';
import type { OwnerTransactions } from '@hearthlore/database';
import type { JobQueues } from '@hearthlore/jobs';
import type { Clock } from '@hearthlore/kernel';
import type { InstallBundleStore, OpsBundle } from '@hearthlore/vault';

export interface PlatformBackups {
  readonly service: BackupsService;
  readonly fence: WriteFence;
}

export interface PlatformBackupsOptions {
  readonly env: Env;
  readonly transactions: OwnerTransactions;
  readonly bundles: InstallBundleStore;
  readonly ops: OpsBundle;
  readonly queues: JobQueues;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** @throws {InvalidBackupSettingsError} for an identity among the recipients, above all. */
export async function openPlatformBackups(options: PlatformBackupsOptions): Promise<PlatformBackups> {
  const { env, transactions, bundles, ops, queues, audit, clock } = options;
  const settings = BackupSettings.read(env);
  const { verifier } = new NoteSigner(manifestSignerName(await bundles.installationId()), ops.signingSeed);
  const list = new DrizzleBackupList(transactions);
  return {
    service: new BackupsService({ list, queues, settings, verifier, audit, clock }),
    fence: new WriteFence(list, clock),
  };
}
