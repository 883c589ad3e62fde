import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Play, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { retentionPreviewQuery, retentionRunsQuery } from '../../../api/admin-queries.js';
import { client } from '../../../api/client.js';
import { unwrap } from '../../../api/unwrap.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { toastProblem } from '../../../features/problem/toast-problem.js';
import { Button } from '../../../ui/button.js';
import { ConfirmDialog } from '../../../ui/confirm-dialog.js';
import { formatDateTime } from '../../../ui/format.js';
import { Notice } from '../../../ui/notice.js';
import { Card, Loading } from '../../../ui/page.js';
import { toast } from '../../../ui/toasts.js';
import { PreviewTable } from './preview-table.js';

/** What the next run would take. Asking changes nothing; running is asked for twice. */
export function PreviewCard() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const preview = useQuery(retentionPreviewQuery);
  const [isAsking, setAsking] = useState(false);
  const steadyAt = preview.data?.steadyAt ?? null;
  const run = useMutation({
    mutationFn: () =>
      unwrap(client.POST('/api/v1/admin/retention/runs', { body: steadyAt === null ? {} : { clockIsRight: true } })),
    onSuccess: ({ counts }) => {
      setAsking(false);
      toast('done', t('retention.ran', { documents: counts.documents, conversations: counts.conversations }));
    },
    onError: toastProblem,
    onSettled: () =>
      Promise.all(
        [retentionPreviewQuery, retentionRunsQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey })),
      ),
  });
  return (
    <Card title={t('retention.preview')}>
      <p className="max-w-[68ch] text-ink-soft">{t('retention.previewLead')}</p>
      {steadyAt !== null && (
        <Notice tone="attention">{t('retention.clock', { date: formatDateTime(steadyAt) })}</Notice>
      )}
      {preview.isPending && <Loading label={t('retention.counting')} />}
      {preview.isError && <ProblemNotice error={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.isSuccess && (
        <>
          <PreviewTable preview={preview.data} />
          {preview.data.waiting > 0 && (
            <p className="text-sm text-ink-soft">{t('retention.waiting', { count: preview.data.waiting })}</p>
          )}
        </>
      )}
      <div className="flex flex-wrap gap-2">
        <Button busy={preview.isFetching} onClick={() => void preview.refetch()}>
          <RotateCw aria-hidden />
          {t('retention.countAgain')}
        </Button>
        <Button disabled={!preview.isSuccess} onClick={() => setAsking(true)}>
          <Play aria-hidden />
          {t('retention.run')}
        </Button>
      </div>
      <ConfirmDialog
        open={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => run.mutate()}
        busy={run.isPending}
        title={t('retention.runTitle')}
        description={t(steadyAt === null ? 'retention.runLead' : 'retention.runClockLead', {
          documents: preview.data?.counts.documents,
          conversations: preview.data?.counts.conversations,
        })}
        confirm={t('retention.run')}
      />
    </Card>
  );
}
