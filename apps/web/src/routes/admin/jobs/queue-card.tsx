import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Eraser, Pause, Play, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queuesQuery } from '../../../api/admin-queries.js';
import { client } from '../../../api/client.js';
import type { Queue } from '../../../api/types.js';
import { unwrap } from '../../../api/unwrap.js';
import { toastProblem } from '../../../features/problem/toast-problem.js';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { ConfirmDialog } from '../../../ui/confirm-dialog.js';
import { formatDateTime, formatNumber } from '../../../ui/format.js';
import { toast } from '../../../ui/toasts.js';
import { DeadLetters } from './dead-letters.js';

const counts = ['active', 'waiting', 'delayed', 'failed'] as const;

export function QueueCard({ queue }: { readonly queue: Queue }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isClearing, setClearing] = useState(false);
  const path = { params: { path: { name: queue.name } } };
  const refresh = () => queries.invalidateQueries({ queryKey: queuesQuery.queryKey });
  const toggle = useMutation({
    mutationFn: () =>
      queue.isPaused
        ? unwrap(client.POST('/api/v1/admin/queues/{name}/resume', path))
        : unwrap(client.POST('/api/v1/admin/queues/{name}/pause', path)),
    onSettled: refresh,
    onError: toastProblem,
  });
  const retry = useMutation({
    mutationFn: () => unwrap(client.POST('/api/v1/admin/queues/{name}/retry', path)),
    onSuccess: ({ jobs: count }) => {
      toast('done', t('queue.retried', { count }));
      return refresh();
    },
    onError: toastProblem,
  });
  const clear = useMutation({
    mutationFn: () => unwrap(client.POST('/api/v1/admin/queues/{name}/clear', path)),
    onSuccess: ({ jobs: count }) => {
      setClearing(false);
      toast('done', t('queue.cleared', { count }));
      return refresh();
    },
    onError: toastProblem,
  });
  const name = t(`queue.name.${queue.name}`);
  return (
    <li className="grid content-start gap-3 rounded border border-line bg-surface p-4 sm:p-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="min-w-0 flex-1 font-semibold">{name}</h2>
        {queue.isPaused && <Badge tone="attention">{t('queue.paused')}</Badge>}
        {queue.failed > 0 && <Badge tone="loss">{t('queue.failedBadge', { count: queue.failed })}</Badge>}
      </div>
      <p className="text-sm text-ink-soft">{t(`queue.about.${queue.name}`)}</p>
      <dl className="grid grid-cols-4 gap-2 text-sm">
        {counts.map((state) => (
          <div key={state}>
            <dt className="text-ink-soft">{t(`queue.count.${state}`)}</dt>
            <dd className="text-lg font-semibold tabular-nums">{formatNumber(queue[state])}</dd>
          </div>
        ))}
      </dl>
      <p className="text-sm text-ink-soft">
        {t('queue.concurrency', { count: queue.concurrency })}
        {queue.oldestWaitingAt !== null && ` · ${t('queue.oldest', { date: formatDateTime(queue.oldestWaitingAt) })}`}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button
          size="small"
          busy={toggle.isPending}
          aria-label={t(queue.isPaused ? 'queue.resumeNamed' : 'queue.pauseNamed', { name })}
          onClick={() => toggle.mutate()}
        >
          {queue.isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
          {t(queue.isPaused ? 'queue.resume' : 'queue.pause')}
        </Button>
        {queue.failed > 0 && (
          <>
            <Button size="small" busy={retry.isPending} onClick={() => retry.mutate()}>
              <RotateCw aria-hidden />
              {t('queue.retry')}
            </Button>
            <Button size="small" onClick={() => setClearing(true)}>
              <Eraser aria-hidden />
              {t('queue.clear')}
            </Button>
          </>
        )}
      </div>
      {queue.failed > 0 && <DeadLetters queue={queue.name} count={queue.failed} />}
      <ConfirmDialog
        open={isClearing}
        onClose={() => setClearing(false)}
        onConfirm={() => clear.mutate()}
        busy={clear.isPending}
        title={t('queue.clearTitle', { name })}
        description={t('queue.clearLead')}
        confirm={t('queue.clear')}
      />
    </li>
  );
}
