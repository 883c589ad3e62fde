import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { queuesQuery } from '../../../api/admin-queries.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { Loading, Page } from '../../../ui/page.js';
import { QueueCard } from './queue-card.js';
import { SchedulesCard } from './schedules-card.js';

/** What the server does by itself. Jobs hold ids and dates, so nothing here says whose they are. */
export function JobsPage() {
  const { t } = useTranslation();
  const queues = useQuery(queuesQuery);
  return (
    <Page wide title={t('nav.jobs')} lead={t('queue.lead')}>
      {queues.isPending && <Loading label={t('queue.loading')} />}
      {queues.isError && <ProblemNotice error={queues.error} onRetry={() => void queues.refetch()} />}
      <ul className="grid gap-4 empty:hidden lg:grid-cols-2">
        {queues.data?.data.map((queue) => (
          <QueueCard key={queue.name} queue={queue} />
        ))}
      </ul>
      {queues.isSuccess && <SchedulesCard schedules={queues.data.schedules} />}
    </Page>
  );
}
