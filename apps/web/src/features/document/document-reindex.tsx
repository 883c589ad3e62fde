import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ScanSearch } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { jobsQuery } from '../../api/data-queries.js';
import type { HearthDocument } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { Button } from '../../ui/button.js';
import { isUnderWay, MemberJobLine } from '../job/member-job.js';
import { toastProblem } from '../problem/toast-problem.js';

/** Makes the search entries of a document anew, such as for another model; its text stays as it is. */
export function DocumentReindex({ document }: { readonly document: HearthDocument }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const jobs = useQuery(jobsQuery);
  const job = jobs.data?.find(({ kind, subjectId }) => kind === 'reindex' && subjectId === document.id);
  const start = useMutation({
    mutationFn: () => unwrap(client.POST('/api/v1/documents/{id}/reindex', { params: { path: { id: document.id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: jobsQuery.queryKey }),
    onError: toastProblem,
  });
  return (
    <div className="grid gap-2 text-sm">
      {job !== undefined && <MemberJobLine job={job} label={t('reindex.running')} />}
      {(job === undefined || !isUnderWay(job)) && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <p className="min-w-0 flex-1 basis-56 text-ink-soft">
            {t(job?.state === 'completed' ? 'reindex.done' : 'reindex.lead')}
          </p>
          <Button size="small" busy={start.isPending} onClick={() => start.mutate()}>
            <ScanSearch aria-hidden />
            {t('reindex.start')}
          </Button>
        </div>
      )}
    </div>
  );
}
