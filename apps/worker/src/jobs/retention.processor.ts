import { DrizzleNoticesAhead, type NoticeAhead, RetentionPurge } from '@hearthlore/data-rights';
import { type JobHandlers, JobQueues } from '@hearthlore/jobs';
import { type Clock, SystemClock } from '@hearthlore/kernel';
import type { Workbench } from '../workbench.js';

/** Takes what is overdue, every hour and when a manager asks, and tells members before it does. */
export function retentionProcessor(
  { transactions, queues: backend }: Pick<Workbench, 'transactions' | 'queues'>,
  clock: Clock = new SystemClock(),
): JobHandlers<'retention'> {
  const purge = new RetentionPurge(transactions, clock);
  const ahead = new DrizzleNoticesAhead(transactions);
  return {
    purge: (_, { signal }) => purge.run('schedule', signal),
    'purge-now': (_, { signal }) => purge.run('manager', signal),
    preview: () => purge.preview(),
    'tell-ahead': async () => {
      const told = await ahead.tell(clock.now());
      // By mail as well, where the installation sends any; the notice itself is kept by now.
      if (told.length > 0) await mail(backend, told);
      return { members: told.length };
    },
  };
}

/** Rarely enough to connect for it. */
async function mail(backend: Workbench['queues'], told: readonly NoticeAhead[]): Promise<void> {
  const queues = new JobQueues(backend);
  try {
    for (const notice of told) await queues.add('notify', 'notice', notice, { jobId: notice.noticeId });
  } finally {
    await queues.close();
  }
}
