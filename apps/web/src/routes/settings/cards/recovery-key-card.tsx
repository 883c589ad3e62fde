import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../api/client.js';
import { securityQuery } from '../../../api/queries.js';
import { unwrap } from '../../../api/unwrap.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { toastProblem } from '../../../features/problem/toast-problem.js';
import { RecoveryCeremony } from '../../../features/recovery-key/recovery-ceremony.js';
import { withStepUp } from '../../../features/step-up/step-up.js';
import { Button } from '../../../ui/button.js';
import { ConfirmDialog } from '../../../ui/confirm-dialog.js';
import { Dialog } from '../../../ui/dialog.js';
import { Field } from '../../../ui/field.js';
import { formatDate } from '../../../ui/format.js';
import { Notice } from '../../../ui/notice.js';
import { Card } from '../../../ui/page.js';
import { toast } from '../../../ui/toasts.js';

/** After a quarter of a year it is time to look whether the paper is still where it was. */
const REMIND_AFTER = 90 * 86_400_000;

type Asking = 'check' | 'replace';

export function RecoveryKeyCard() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const security = useQuery(securityQuery);
  const [asking, setAsking] = useState<Asking>();
  const [now] = useState(() => Date.now());
  const close = () => setAsking(undefined);
  const replace = useMutation({
    mutationFn: () => withStepUp(() => unwrap(client.POST('/api/v1/me/recovery-key'))),
    onSuccess: () => {
      close();
      return queries.invalidateQueries({ queryKey: securityQuery.queryKey });
    },
    onError: toastProblem,
  });
  const madeAt = security.data?.recoveryKeyMadeAt;
  return (
    <Card title={t('recovery.title')}>
      {madeAt != null && <p className="text-ink-soft">{t('security.keyMade', { date: formatDate(madeAt) })}</p>}
      {madeAt != null && now - new Date(madeAt).getTime() > REMIND_AFTER && (
        <Notice tone="attention">{t('security.keyRemind')}</Notice>
      )}
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setAsking('check')}>{t('security.checkKey')}</Button>
        <Button onClick={() => setAsking('replace')}>{t('security.replaceKey')}</Button>
      </div>
      <Dialog
        open={asking === 'check'}
        onClose={close}
        title={t('security.checkKey')}
        description={t('security.checkLead')}
      >
        <CheckForm onDone={close} />
      </Dialog>
      <ConfirmDialog
        open={asking === 'replace'}
        onClose={close}
        onConfirm={() => replace.mutate()}
        busy={replace.isPending}
        look="primary"
        title={t('security.replaceKey')}
        description={t('security.replaceLead')}
        confirm={t('security.replaceConfirm')}
      />
      <Dialog open={replace.isSuccess} title={t('recovery.newTitle')}>
        {replace.isSuccess && (
          <RecoveryCeremony
            recoveryKey={replace.data.recoveryKey}
            onDone={() => {
              replace.reset();
              toast('done', t('security.keyReplaced'));
            }}
          />
        )}
      </Dialog>
    </Card>
  );
}

function CheckForm({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const [recoveryKey, setRecoveryKey] = useState('');
  const check = useMutation({
    mutationFn: () => unwrap(client.POST('/api/v1/me/recovery-key/check', { body: { recoveryKey } })),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!check.isPending) check.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field
        label={t('recovery.key')}
        hint={t('recover.keyHint')}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        required
        mono
        value={recoveryKey}
        onChange={(event) => setRecoveryKey(event.target.value)}
      />
      {check.isError && <ProblemNotice error={check.error} />}
      {check.isSuccess && (
        <Notice tone="done" live="status">
          {t('security.keyRight')}
        </Notice>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onDone}>{t('action.close')}</Button>
        <Button look="primary" type="submit" busy={check.isPending}>
          {t('security.check')}
        </Button>
      </div>
    </form>
  );
}
