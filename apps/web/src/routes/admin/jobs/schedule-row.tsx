import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { queuesQuery } from '../../../api/admin-queries.js';
import { client } from '../../../api/client.js';
import type { Schedule } from '../../../api/types.js';
import { unwrap } from '../../../api/unwrap.js';
import { codeText } from '../../../features/problem/code-text.js';
import { toastProblem } from '../../../features/problem/toast-problem.js';
import { scheduleText } from '../../../features/schedule/schedule-text.js';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { formatDateTime, formatSeconds } from '../../../ui/format.js';
import { toast } from '../../../ui/toasts.js';

export function ScheduleRow({ schedule }: { readonly schedule: Schedule }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const name = t(`schedule.name.${schedule.key}`);
  const run = useMutation({
    mutationFn: () =>
      unwrap(client.POST('/api/v1/admin/queues/schedules/{key}/run', { params: { path: { key: schedule.key } } })),
    onSuccess: () => {
      toast('done', t('schedule.started', { name }));
      return queries.invalidateQueries({ queryKey: queuesQuery.queryKey });
    },
    onError: toastProblem,
  });
  return (
    <li className="grid gap-x-4 gap-y-2 py-3 text-sm md:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_minmax(0,4fr)_13rem] md:items-center">
      <div>
        <p className="font-medium">{name}</p>
        <p className="text-ink-soft">{scheduleText(t, schedule.pattern)}</p>
      </div>
      <dl className="tabular-nums">
        <dt className="text-ink-soft">{t('schedule.next')}</dt>
        <dd>{schedule.nextAt === null ? '–' : formatDateTime(schedule.nextAt)}</dd>
      </dl>
      <dl className="tabular-nums">
        <dt className="text-ink-soft">{t('schedule.last')}</dt>
        <dd>
          <LastRun last={schedule.last} />
        </dd>
      </dl>
      <div className="flex flex-wrap gap-2 md:justify-end">
        {schedule.key === 'retention' && (
          <Button size="small" asChild>
            <Link to="/admin/retention">{t('schedule.dryRun')}</Link>
          </Button>
        )}
        <Button
          size="small"
          busy={run.isPending}
          aria-label={t('schedule.runNamed', { name })}
          onClick={() => run.mutate()}
        >
          <Play aria-hidden />
          {t('schedule.run')}
        </Button>
      </div>
    </li>
  );
}

function LastRun({ last }: { readonly last: Schedule['last'] }) {
  const { t } = useTranslation();
  if (last === null) return t('schedule.never');
  const isFailed = last.outcome === 'failed';
  return (
    <div className="grid gap-1">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        {formatDateTime(last.at)}
        <Badge tone={isFailed ? 'loss' : 'done'}>
          {isFailed ? t('schedule.failed') : t('schedule.done', { seconds: formatSeconds(last.seconds * 1000) })}
        </Badge>
      </p>
      {last.code !== null && <p className="text-loss">{codeText(last.code)}</p>}
    </div>
  );
}
