import { join } from 'node:path';
import { CheckpointFile, openAuditLog, PostgresAuditStore } from '@hearthlore/audit';
import { BackupSettings, FileErasureLedger, replaceLedger, StoredBackups } from '@hearthlore/backup';
import { createPool } from '@hearthlore/database';
import {
  DrizzleBackupHorizon,
  DrizzleErasingMembers,
  DrizzleRetentionBooks,
  ErasureRun,
  type ErasureReport,
  PostgresStoreCleaning,
  ReceiptBook,
  ReceiptKey,
} from '@hearthlore/data-rights';
import { type JobHandlers, MemberEntries } from '@hearthlore/jobs';
import { type Clock, SystemClock } from '@hearthlore/kernel';
import { DrizzleInstallBundleStore } from '@hearthlore/vault';
import { outOfReach, withPoints } from '../left-over-points.js';
import type { Workbench } from '../workbench.js';

type ErasureBench = Pick<Workbench, 'env' | 'transactions' | 'queues' | 'ops' | 'secrets'>;

/** Erases whoever is due. A job names nobody: who it is stands in the database. */
export function erasureProcessor(bench: ErasureBench, clock: Clock = new SystemClock()): JobHandlers<'erasure'> {
  return { 'erase-due': (_, { signal }) => eraseDue(bench, clock, signal) };
}

/** Rarely enough to open its own way to the audit log, and to close it again. */
async function eraseDue(bench: ErasureBench, clock: Clock, signal: AbortSignal): Promise<ErasureReport> {
  const { env, transactions, queues, ops, secrets } = bench;
  const members = new DrizzleErasingMembers(transactions);
  if (!(await members.isAnyDue())) return { erased: 0 };
  // A clock that was set ahead would take the week from somebody in which the wish can be taken back.
  const { steadyAt } = await new DrizzleRetentionBooks(transactions).watchClock(clock.now());
  if (steadyAt !== undefined) return { erased: 0, steadyAt: steadyAt.toISOString() };
  // Without a target there is nothing that a restore could come from.
  const { target } = BackupSettings.read(env);
  const ledger = new FileErasureLedger({
    dataDir: env.HEARTHLORE_DATA_DIR,
    clock,
    mirror: target && ((text) => replaceLedger(text, target)),
    known: async () =>
      (await members.ledgerHeads()).map(({ count, head }) => ({ count, head: Buffer.from(head).toString('hex') })),
  });
  const bundles = new DrizzleInstallBundleStore({ runWithoutOwner: (work) => transactions.run(work) });
  const installationId = await bundles.installationId();
  const pool = createPool(secrets.databaseUrls.jobs, { max: 1, name: 'hearthlore-erasure-audit' });
  try {
    const anchor = new CheckpointFile(join(env.HEARTHLORE_DATA_DIR, 'audit', 'checkpoints'));
    const store = new PostgresAuditStore(pool);
    const audit = await openAuditLog({ store, anchor, clock, installationId, keys: ops });
    try {
      const atTarget = () => (target === undefined ? Promise.resolve([]) : new StoredBackups(target).listDates());
      const sources = { horizon: new DrizzleBackupHorizon(transactions, atTarget), audit: audit.log };
      const receipts = new ReceiptBook(
        members,
        ledger,
        sources,
        new ReceiptKey(installationId, ops.signingSeed),
        clock,
      );
      const cleaning = new PostgresStoreCleaning(secrets.databaseUrls.jobs);
      return await withPoints(bench, (points) => {
        const places = { queues: new MemberEntries(queues), points: points ?? outOfReach(bench) };
        return new ErasureRun(members, ledger, places, cleaning, receipts).run(signal);
      });
    } finally {
      await audit.close();
    }
  } finally {
    await pool.end();
  }
}
