import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { publicClient } from '../../api/session.js';
import { unwrap } from '../../api/unwrap.js';
import { RecoveryCeremony } from '../../features/recovery-key/recovery-ceremony.js';
import { type Profile, ProfileForm } from '../../features/session/profile-form.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { DoorPage } from '../../ui/page.js';

export function InvitePage() {
  const { t } = useTranslation();
  const { token } = useParams({ from: '/invite/$token' });
  const [recoveryKey, setRecoveryKey] = useState<string>();
  const [isDone, setDone] = useState(false);

  const accept = async ({ name, email, passphrase }: Profile) => {
    const accepted = await unwrap(
      publicClient.POST('/api/v1/invites/accept', { body: { token, name, email, passphrase } }),
    );
    setRecoveryKey(accepted.recoveryKey);
  };

  if (isDone) {
    return (
      <DoorPage title={t('invite.doneTitle')}>
        <Notice tone="done">{t('invite.doneLead')}</Notice>
        <Button look="primary" asChild>
          <Link to="/login">{t('login.submit')}</Link>
        </Button>
      </DoorPage>
    );
  }
  if (recoveryKey !== undefined) {
    return (
      <DoorPage wide title={t('recovery.title')}>
        <RecoveryCeremony recoveryKey={recoveryKey} onDone={() => setDone(true)} />
      </DoorPage>
    );
  }
  return (
    <DoorPage title={t('invite.title')} lead={t('invite.lead')}>
      <ProfileForm submit={t('invite.submit')} onSubmit={accept} />
    </DoorPage>
  );
}
