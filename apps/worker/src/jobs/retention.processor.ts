import {
  DrizzleNoticesAhead,
  type NoticeAhead,
  type PurgeRefusal,
  type PurgeReport,
  RetentionPurge,
} from '@hearthlore/data-rights';
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
    purge: async (_, { signal }) => sweepAfter(backend, await purge.run('schedule', signal)),
    'purge-now': async (_, { signal }) => sweepAfter(backend, await purge.run('manager', signal)),
    preview: () => purge.preview(),
    'tell-ahead': async () => {
      const told = await ahead.tell(clock.now());
      // By mail as well, where the installation sends any; the notice itself is kept by now.
      if (told.length > 0) await mail(backend, told);
      return { members: told.length };
    },
  };
}

/** What a vector store has of the documents is not to wait for its own schedule. */
async function sweepAfter<R extends PurgeReport | PurgeRefusal>(backend: Workbench['queues'], report: R): Promise<R> {
  if ('counts' in report && report.counts.documents > 0)
    await withQueues(backend, (queues) => queues.add('sweep', 'sweep-points', {}));
  return report;
}

async function mail(backend: Workbench['queues'], told: readonly NoticeAhead[]): Promise<void> {
  await withQueues(backend, async (queues) => {
    for (const notice of told) await queues.add('notify', 'notice', notice, { jobId: notice.noticeId });
  });
}

/** Rarely enough to connect for it. */
async function withQueues(backend: Workbench['queues'], work: (queues: JobQueues) => Promise<unknown>): Promise<void> {
  const queues = new JobQueues(backend);
  try {
    await work(queues);
  } finally {
    await queues.close();
  }
}
