import { DrizzleOutdatedStore } from '@hearthlore/identity';
import type { JobHandlers } from '@hearthlore/jobs';
import type { Workbench } from '../workbench.js';

/** Removes, every hour, what has run out and nobody can use any more. */
export function sweepProcessor({ transactions }: Pick<Workbench, 'transactions'>): JobHandlers<'sweep'> {
  const outdated = new DrizzleOutdatedStore(transactions);
  return { sweep: () => outdated.sweep() };
}
