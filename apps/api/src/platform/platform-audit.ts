import { join } from 'node:path';
import {
  AuditAction,
  type AuditLog,
  AuditReports,
  CheckpointFile,
  DrizzleAuditReader,
  openAuditLog,
  PostgresAuditStore,
} from '@hearthlore/audit';
import type { Env, Secret } from '@hearthlore/config';
import { createPool, type OwnerTransactions } from '@hearthlore/database';
import type { Clock } from '@hearthlore/kernel';
import { DrizzleVectorStoreChoice } from '@hearthlore/retrieval';
import { type InstallBundleStore, noteMasterKeyChange, type OpsBundle } from '@hearthlore/vault';

/** Of the audit log alone: an entry never waits for a connection that its own request holds. */
const CONNECTIONS = 2;

export interface PlatformAudit {
  readonly log: AuditLog;
  readonly reports: AuditReports;
  /** Signs how the log stands now. */
  checkpoint(): Promise<void>;
  close(): Promise<void>;
}

export interface PlatformAuditOptions {
  readonly env: Env;
  readonly url: Secret;
  readonly transactions: OwnerTransactions;
  readonly bundles: InstallBundleStore;
  readonly ops: OpsBundle;
  readonly clock: Clock;
}

/** The audit log over PostgreSQL, with its checkpoints in the data folder as well. */
export async function openPlatformAudit(options: PlatformAuditOptions): Promise<PlatformAudit> {
  const { env, url, transactions, bundles, ops, clock } = options;
  const pool = createPool(url, { max: CONNECTIONS, name: 'hearthlore-audit' });
  try {
    const store = new PostgresAuditStore(pool);
    const anchor = new CheckpointFile(join(env.HEARTHLORE_DATA_DIR, 'audit', 'checkpoints'));
    const installationId = await bundles.installationId();
    const audit = await openAuditLog({ store, anchor, clock, installationId, keys: ops });
    await noteMasterKeyChange(bundles, audit.log);
    if (await new DrizzleVectorStoreChoice(transactions).noteKnown())
      await audit.log.append({ action: AuditAction.vectorStoreChosen, result: 'ok' });
    const reports = new AuditReports(new DrizzleAuditReader(transactions), store, audit);
    return {
      log: audit.log,
      reports,
      checkpoint: () => audit.checkpoint(),
      close: async () => {
        await audit.close();
        await pool.end();
      },
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}
