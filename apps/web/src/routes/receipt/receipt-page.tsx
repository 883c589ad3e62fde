import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { publicClient } from '../../api/session.js';
import { unwrap } from '../../api/unwrap.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { Button } from '../../ui/button.js';
import { formatDateTime } from '../../ui/format.js';
import { Notice } from '../../ui/notice.js';
import { DoorPage, Loading } from '../../ui/page.js';
import { saveFile } from '../../ui/save-file.js';

const tones = { scheduled: 'attention', erasing: 'plain', erased: 'done' } as const;

/** For somebody who has no account any more. The token stands behind the #: no server's log has it. */
export function ReceiptPage() {
  const { t } = useTranslation();
  const token = useLocation({ select: ({ hash }) => hash });
  const progress = useQuery({
    queryKey: ['erasure-receipt', token],
    queryFn: () =>
      unwrap(publicClient.GET('/api/v1/erasure/receipt', { params: { header: { 'x-erasure-token': token } } })),
    retry: false,
    gcTime: 0,
  });
  const { state, effectiveAt = '', receipt = null, verifierKey = '' } = progress.data ?? {};
  return (
    <DoorPage wide title={t('receipt.title')} lead={t('receipt.lead')}>
      {progress.isPending && <Loading label={t('receipt.loading')} />}
      {progress.isError && <ProblemNotice error={progress.error} onRetry={() => void progress.refetch()} />}
      {state !== undefined && (
        <Notice tone={tones[state]}>{t(`receipt.state.${state}`, { date: formatDateTime(effectiveAt) })}</Notice>
      )}
      {receipt !== null && (
        <>
          <pre className="max-h-96 overflow-auto rounded bg-sunken p-3 font-mono text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">
            {receipt}
          </pre>
          <p className="text-sm text-ink-soft">
            {t('receipt.key')} <span className="font-mono [overflow-wrap:anywhere]">{verifierKey}</span>
          </p>
          <div>
            <Button
              look="primary"
              onClick={() => saveFile('hearthlore-erasure-receipt.txt', new Blob([receipt], { type: 'text/plain' }))}
            >
              <Download aria-hidden />
              {t('receipt.save')}
            </Button>
          </div>
        </>
      )}
    </DoorPage>
  );
}
