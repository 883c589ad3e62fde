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
    <tr className="[&>td]:py-2 [&>td]:pe-4 [&>td]:align-top">
      <td className="min-w-36 font-medium">{name}</td>
      <td className="min-w-36">{scheduleText(t, schedule.pattern)}</td>
      <td className="min-w-32">{schedule.nextAt === null ? '–' : formatDateTime(schedule.nextAt)}</td>
      <td className="min-w-36">
        <LastRun last={schedule.last} />
      </td>
      <td className="pe-0! text-end">
        <div className="flex justify-end gap-2">
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
      </td>
    </tr>
  );
}

function LastRun({ last }: { readonly last: Schedule['last'] }) {
  const { t } = useTranslation();
  if (last === null) return t('schedule.never');
  const failure = last.code === null ? t('schedule.failed') : codeText(last.code);
  return (
    <div className="grid justify-items-start gap-1">
      <span>{formatDateTime(last.at)}</span>
      {last.outcome === 'failed' ? (
        <Badge tone="loss">{failure}</Badge>
      ) : (
        <Badge tone="done">{t('schedule.done', { seconds: formatSeconds(last.seconds * 1000) })}</Badge>
      )}
    </div>
  );
}
