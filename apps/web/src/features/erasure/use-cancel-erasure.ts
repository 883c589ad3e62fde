import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { erasureQuery } from '../../api/data-queries.js';
import { unwrap } from '../../api/unwrap.js';
import { toast } from '../../ui/toasts.js';
import { toastProblem } from '../problem/toast-problem.js';

/** Takes the erasure of the own account back. */
export function useCancelErasure() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(client.DELETE('/api/v1/erasure')),
    onSuccess: () => toast('done', t('erasure.cancelled')),
    onError: toastProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: erasureQuery.queryKey }),
  });
}
