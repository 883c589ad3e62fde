import { NoteSigner } from '@hearthlore/audit';
import { BackupSettings, DrillRun, DrillsService, FullDrillsInProcess, manifestSignerName } from '@hearthlore/backup';
import type { Env } from '@hearthlore/config';
import { ProductProbe } from '@hearthlore/data-rights';
import type { OwnerTransactions } from '@hearthlore/database';
import type { JobQueues } from '@hearthlore/jobs';
import type { Clock } from '@hearthlore/kernel';
import type { InstallBundleStore, OpsBundle } from '@hearthlore/vault';
import { Logger } from '@nestjs/common';
import { MIGRATIONS } from './distribution.js';

export interface PlatformDrills {
  readonly drills: DrillsService;
  /** Waits for a full drill that runs: its scratch database goes with it. */
  close(): Promise<void>;
}

export interface PlatformDrillsOptions {
  readonly env: Env;
  readonly transactions: OwnerTransactions;
  readonly bundles: InstallBundleStore;
  readonly ops: OpsBundle;
  readonly queues: JobQueues;
  readonly clock: Clock;
}

export async function openPlatformDrills(options: PlatformDrillsOptions): Promise<PlatformDrills> {
  const { env, transactions, bundles, ops, queues, clock } = options;
  const logger = new Logger('Drills');
  const signer = new NoteSigner(manifestSignerName(await bundles.installationId()), ops.signingSeed);
  const full = new FullDrillsInProcess({
    target: BackupSettings.read(env).target,
    verifier: signer.verifier,
    run: new DrillRun({
      dataDir: env.HEARTHLORE_DATA_DIR,
      migrationsFolder: MIGRATIONS,
      probe: new ProductProbe(),
    }),
    clock,
    onFailure: (error) => logger.error('a drill failed', error),
  });
  return { drills: new DrillsService(transactions, queues, full, clock), close: () => full.close() };
}
