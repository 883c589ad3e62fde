import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { erasureQuery } from '../../api/data-queries.js';
import { unwrap } from '../../api/unwrap.js';
import { ReceiptLink } from '../../features/erasure/receipt-link.js';
import { useCancelErasure } from '../../features/erasure/use-cancel-erasure.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { toastProblem } from '../../features/problem/toast-problem.js';
import { useUser } from '../../features/session/use-session.js';
import { withStepUp } from '../../features/step-up/step-up.js';
import { Button } from '../../ui/button.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Dialog } from '../../ui/dialog.js';
import { formatDateTime } from '../../ui/format.js';
import { Notice } from '../../ui/notice.js';
import { Card } from '../../ui/page.js';

/** The end of the own account: asked for in words, and a week to think better of it. */
export function EraseCard() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const user = useUser();
  const erasure = useQuery(erasureQuery);
  const [isAsking, setAsking] = useState(false);
  const cancel = useCancelErasure();
  const email = user?.email ?? '';
  const request = useMutation({
    mutationFn: () => withStepUp(() => unwrap(client.POST('/api/v1/erasure', { body: { confirm: email } }))),
    onSuccess: () => {
      setAsking(false);
      return queries.invalidateQueries({ queryKey: erasureQuery.queryKey });
    },
    onError: toastProblem,
  });
  const scheduled = erasure.data?.scheduled ?? null;
  return (
    <Card title={t('erasure.title')}>
      <p className="max-w-[68ch] text-ink-soft">{t('erasure.lead')}</p>
      {erasure.isError && <ProblemNotice error={erasure.error} onRetry={() => void erasure.refetch()} />}
      {scheduled !== null && (
        <Notice tone="loss">{t('erasure.scheduled', { date: formatDateTime(scheduled.effectiveAt) })}</Notice>
      )}
      {user?.role === 'owner' ? (
        <p>
          {t('erasure.owner')}{' '}
          <Link to="/family" className="text-ember underline underline-offset-2">
            {t('erasure.toFamily')}
          </Link>
        </p>
      ) : (
        <div>
          {scheduled === null ? (
            <Button disabled={!erasure.isSuccess} onClick={() => setAsking(true)}>
              <Trash2 aria-hidden />
              {t('erasure.request')}
            </Button>
          ) : (
            <Button busy={cancel.isPending} onClick={() => cancel.mutate()}>
              {t('erasure.cancel')}
            </Button>
          )}
        </div>
      )}
      <Dialog open={request.isSuccess} onClose={request.reset} title={t('erasure.receiptTitle')}>
        {request.isSuccess && <ReceiptLink {...request.data} />}
      </Dialog>
      <ConfirmDialog
        open={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => request.mutate()}
        busy={request.isPending}
        title={t('erasure.askTitle')}
        description={t('erasure.askLead')}
        confirm={t('erasure.confirm')}
        typed={email}
      />
    </Card>
  );
}
