import { DrizzleExpiredDocuments } from '@hearthlore/documents';
import type { JobHandlers } from '@hearthlore/jobs';
import { type Clock, SystemClock } from '@hearthlore/kernel';
import type { Workbench } from '../workbench.js';

/** Removes documents past their date, every hour and when an admin asks. */
export function retentionProcessor(
  { transactions }: Pick<Workbench, 'transactions'>,
  clock: Clock = new SystemClock(),
): JobHandlers<'retention'> {
  const expired = new DrizzleExpiredDocuments(transactions);
  return {
    purge: async () => {
      const now = clock.now();
      return { expiredDocuments: await expired.purge(now), at: now.toISOString() };
    },
    preview: async () => {
      const now = clock.now();
      return { expiredDocuments: await expired.count(now), at: now.toISOString() };
    },
    'tell-ahead': () => Promise.resolve({}),
  };
}
