import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../api/client.js';
import { unwrap } from '../../../api/unwrap.js';
import { NewPassphrase } from '../../../features/passphrase/new-passphrase.js';
import { MIN_LENGTH } from '../../../features/passphrase/strength.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { useUser } from '../../../features/session/use-session.js';
import { StepUpCancelled, withStepUp } from '../../../features/step-up/step-up.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Card } from '../../../ui/page.js';
import { toast } from '../../../ui/toasts.js';

export function PassphraseCard() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <Card title={t('passphrase.label')}>
      <p className="text-ink-soft">{t('security.passphraseLead')}</p>
      <div>
        <Button onClick={() => setOpen(true)}>{t('security.changePassphrase')}</Button>
      </div>
      <Dialog
        open={isOpen}
        onClose={() => setOpen(false)}
        title={t('security.changePassphrase')}
        description={t('security.changeLead')}
      >
        <ChangeForm onDone={() => setOpen(false)} />
      </Dialog>
    </Card>
  );
}

function ChangeForm({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const user = useUser();
  const [passphrase, setPassphrase] = useState('');
  const [isShort, setShort] = useState(false);
  const change = useMutation({
    mutationFn: () => withStepUp(() => unwrap(client.PUT('/api/v1/me/passphrase', { body: { passphrase } }))),
    onSuccess: () => {
      toast('done', t('security.passphraseChanged'));
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setShort(passphrase.length < MIN_LENGTH);
    if (passphrase.length >= MIN_LENGTH && !change.isPending) change.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <NewPassphrase
        label={t('recover.newPassphrase')}
        value={passphrase}
        onChange={setPassphrase}
        about={user === undefined ? [] : [user.name, user.email]}
        error={isShort ? t('passphrase.strength.short', { length: passphrase.length, min: MIN_LENGTH }) : undefined}
      />
      {change.isError && !(change.error instanceof StepUpCancelled) && <ProblemNotice error={change.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onDone}>{t('action.cancel')}</Button>
        <Button look="primary" type="submit" busy={change.isPending}>
          {t('action.save')}
        </Button>
      </div>
    </form>
  );
}
