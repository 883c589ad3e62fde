import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { jobsQuery } from '../../api/data-queries.js';
import type { MemberJob } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { codeText } from '../problem/code-text.js';
import { toastProblem } from '../problem/toast-problem.js';
import { JobProgress } from './job-progress.js';

export const isUnderWay = ({ state }: MemberJob): boolean => state === 'active' || state === 'awaiting-unlock';

interface MemberJobLineProps {
  readonly job: MemberJob;
  /** What is being done, such as “Preparing your copy”. */
  readonly label: string;
}

/** A job of the member's own: how far it is, or why it is not done. */
export function MemberJobLine({ job, label }: MemberJobLineProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => unwrap(client.POST('/api/v1/jobs/{id}/cancel', { params: { path: { id: job.id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: jobsQuery.queryKey }),
    onError: toastProblem,
  });
  if (job.state === 'failed') return <Notice tone="loss">{codeText(job.error ?? 'job.failed')}</Notice>;
  if (!isUnderWay(job)) return null;
  return (
    <div className="grid gap-2">
      <p className="font-medium">{label}</p>
      {job.state === 'awaiting-unlock' ? (
        <Notice>{t('job.awaitingUnlock')}</Notice>
      ) : (
        <JobProgress label={label} progress={job.progress} step={job.step} />
      )}
      <div>
        <Button size="small" busy={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('action.cancel')}
        </Button>
      </div>
    </div>
  );
}
