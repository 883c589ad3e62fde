import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../api/client.js';
import { securityQuery } from '../../../api/queries.js';
import { unwrap } from '../../../api/unwrap.js';
import { toastProblem } from '../../../features/problem/toast-problem.js';
import { BackupCodes } from '../../../features/second-factor/backup-codes.js';
import { TotpSetup } from '../../../features/second-factor/totp-setup.js';
import { withStepUp } from '../../../features/step-up/step-up.js';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { ConfirmDialog } from '../../../ui/confirm-dialog.js';
import { Dialog } from '../../../ui/dialog.js';
import { formatDate } from '../../../ui/format.js';
import { Card } from '../../../ui/page.js';

/** With fewer left it is time for new ones. */
const FEW = 3;

export function SecondFactorCard() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const security = useQuery(securityQuery);
  const [isRemoving, setRemoving] = useState(false);
  const [codes, setCodes] = useState<readonly string[]>();
  const refresh = () => queries.invalidateQueries({ queryKey: securityQuery.queryKey });

  const offer = useMutation({
    mutationFn: () => withStepUp(() => unwrap(client.POST('/api/v1/me/totp'))),
    onError: toastProblem,
  });
  const remove = useMutation({
    mutationFn: () => withStepUp(() => unwrap(client.DELETE('/api/v1/me/totp'))),
    onSuccess: () => {
      setRemoving(false);
      return refresh();
    },
    onError: toastProblem,
  });
  const renew = useMutation({
    mutationFn: () => withStepUp(() => unwrap(client.POST('/api/v1/me/backup-codes'))),
    onSuccess: ({ backupCodes }) => {
      setCodes(backupCodes);
      return refresh();
    },
    onError: toastProblem,
  });
  const totp = security.data?.totp;
  return (
    <Card title={t('secondFactor.card')}>
      <p className="text-ink-soft">{t('secondFactor.cardLead')}</p>
      {totp?.enabled === true && totp.setAt !== null && (
        <p className="flex flex-wrap items-center gap-2">
          <Badge tone="done">
            <ShieldCheck aria-hidden />
            {t('secondFactor.on')}
          </Badge>
          <span className="text-sm text-ink-soft">{t('secondFactor.since', { date: formatDate(totp.setAt) })}</span>
          <Badge tone={totp.backupCodesLeft < FEW ? 'attention' : 'plain'}>
            {t('secondFactor.left', { count: totp.backupCodesLeft })}
          </Badge>
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {totp?.enabled === false && (
          <Button busy={offer.isPending} onClick={() => offer.mutate()}>
            {t('secondFactor.set')}
          </Button>
        )}
        {totp?.enabled === true && (
          <>
            <Button busy={renew.isPending} onClick={() => renew.mutate()}>
              {t('secondFactor.renew')}
            </Button>
            <Button onClick={() => setRemoving(true)}>{t('secondFactor.remove')}</Button>
          </>
        )}
      </div>
      <Dialog
        open={offer.isSuccess}
        onClose={offer.reset}
        title={t('secondFactor.set')}
        description={t('secondFactor.setLead')}
      >
        {offer.isSuccess && (
          <TotpSetup
            offer={offer.data}
            onDone={(backupCodes) => {
              offer.reset();
              setCodes(backupCodes);
              void refresh();
            }}
          />
        )}
      </Dialog>
      <Dialog open={codes !== undefined} title={t('secondFactor.codes')} description={t('secondFactor.codesLead')}>
        {codes !== undefined && <BackupCodes codes={codes} onDone={() => setCodes(undefined)} />}
      </Dialog>
      <ConfirmDialog
        open={isRemoving}
        onClose={() => setRemoving(false)}
        onConfirm={() => remove.mutate()}
        busy={remove.isPending}
        title={t('secondFactor.removeTitle')}
        description={t('secondFactor.removeLead')}
        confirm={t('secondFactor.remove')}
      />
    </Card>
  );
}
