import { Secret } from '@hearthlore/config';
import { RetentionPurge } from '@hearthlore/data-rights';
import { createPool, MaintenanceTransactions, openDatabase } from '@hearthlore/database';
import { SystemClock } from '@hearthlore/kernel';

/** One purge, as the worker's process runs it. Tells that it begins, then what it took and how long that was, in milliseconds. */
export async function main([url = '']: readonly string[]): Promise<void> {
  const pool = createPool(new Secret(url), { max: 2, name: 'bench-worker' });
  const purge = new RetentionPurge(new MaintenanceTransactions(openDatabase(pool)), new SystemClock());
  process.stdout.write('begin\n');
  const started = performance.now();
  const report = await purge.run('schedule');
  const took = Math.round(performance.now() - started);
  await pool.end();
  process.stdout.write(`${JSON.stringify({ took, documents: 'counts' in report ? report.counts.documents : 0 })}\n`);
}
