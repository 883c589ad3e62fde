import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Brush, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { vectorsQuery } from '../../../api/admin-queries.js';
import { client } from '../../../api/client.js';
import { unwrap } from '../../../api/unwrap.js';
import { toastProblem } from '../../../features/problem/toast-problem.js';
import { Button } from '../../../ui/button.js';
import { ConfirmDialog } from '../../../ui/confirm-dialog.js';
import { toast } from '../../../ui/toasts.js';

/** What can be done about a vector store. Nothing is lost by either: the sealed vectors stay where they are. */
export function VectorUpkeep() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<'rebuild' | 'sweep'>();
  const close = () => setAsked(undefined);
  const settled = {
    onSettled: () => {
      close();
      return queries.invalidateQueries({ queryKey: vectorsQuery.queryKey });
    },
    onError: toastProblem,
  };
  const rebuild = useMutation({
    ...settled,
    mutationFn: () => unwrap(client.POST('/api/v1/admin/vectors/rebuild')),
    onSuccess: ({ documents: count }) => toast('done', t('vectors.rebuilt', { count })),
  });
  const sweep = useMutation({
    ...settled,
    mutationFn: () => unwrap(client.POST('/api/v1/admin/vectors/sweep')),
    onSuccess: ({ documents: count }) => toast('done', t('vectors.swept', { count })),
  });
  return (
    <div className="flex flex-wrap gap-2">
      <Button size="small" onClick={() => setAsked('rebuild')}>
        <RotateCw aria-hidden />
        {t('vectors.rebuild')}
      </Button>
      <Button size="small" onClick={() => setAsked('sweep')}>
        <Brush aria-hidden />
        {t('vectors.sweep')}
      </Button>
      <ConfirmDialog
        open={asked === 'rebuild'}
        onClose={close}
        onConfirm={() => rebuild.mutate()}
        busy={rebuild.isPending}
        look="primary"
        title={t('vectors.rebuildTitle')}
        description={t('vectors.rebuildLead')}
        confirm={t('vectors.rebuild')}
      />
      <ConfirmDialog
        open={asked === 'sweep'}
        onClose={close}
        onConfirm={() => sweep.mutate()}
        busy={sweep.isPending}
        look="primary"
        title={t('vectors.sweepTitle')}
        description={t('vectors.sweepLead')}
        confirm={t('vectors.sweep')}
      />
    </div>
  );
}
