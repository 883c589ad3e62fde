import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { retentionRunsQuery } from '../../../api/admin-queries.js';
import type { RetentionRun } from '../../../api/types.js';
import { codeText } from '../../../features/problem/code-text.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { Badge } from '../../../ui/badge.js';
import { formatDateTime } from '../../../ui/format.js';
import { Card, Loading } from '../../../ui/page.js';

/** What the runs before took. */
export function RunsCard() {
  const { t } = useTranslation();
  const runs = useQuery(retentionRunsQuery);
  return (
    <Card title={t('retention.history')}>
      {runs.isPending && <Loading label={t('retention.loading')} />}
      {runs.isError && <ProblemNotice error={runs.error} onRetry={() => void runs.refetch()} />}
      {runs.data?.length === 0 && <p className="text-ink-soft">{t('retention.noRuns')}</p>}
      {runs.data !== undefined && runs.data.length > 0 && (
        // oxlint-disable-next-line no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard
        <section tabIndex={0} aria-label={t('retention.history')} className="max-h-96 overflow-y-auto">
          <ul className="divide-y divide-line">
            {runs.data.map((run) => (
              <RunRow key={run.id} run={run} />
            ))}
          </ul>
        </section>
      )}
    </Card>
  );
}

function RunRow({ run }: { readonly run: RetentionRun }) {
  const { t } = useTranslation();
  const { documents, conversations, auditBodies, sessions, usage, waiting } = run;
  const taken = [
    documents > 0 && t('retention.tookDocuments', { count: documents }),
    conversations > 0 && t('retention.tookConversations', { count: conversations }),
    auditBodies > 0 && t('retention.tookBodies', { count: auditBodies }),
    sessions + usage > 0 && t('retention.tookOther', { count: sessions + usage }),
    waiting > 0 && t('retention.waiting', { count: waiting }),
  ].filter((part) => part !== false);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 text-sm">
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-medium">
          {formatDateTime(run.startedAt)}
          <span className="font-normal text-ink-soft">{` · ${t(`backup.trigger.${run.trigger}`)}`}</span>
        </p>
        <p className="text-ink-soft">{taken.length === 0 ? t('retention.tookNothing') : taken.join(' · ')}</p>
        {run.error !== null && <p className="text-loss">{codeText(run.error)}</p>}
      </div>
      {run.error !== null && <Badge tone="loss">{t('retention.cutShort')}</Badge>}
      {run.error === null && run.finishedAt === null && <Badge>{t('queue.count.active')}</Badge>}
    </li>
  );
}
