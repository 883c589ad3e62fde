import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FileUp, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { metaQuery } from '../../api/queries.js';
import { publicClient, sessionStore } from '../../api/session.js';
import type { Session } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { RecoveryCeremony } from '../../features/recovery-key/recovery-ceremony.js';
import { type Profile, ProfileForm } from '../../features/session/profile-form.js';
import { Button } from '../../ui/button.js';
import { DoorPage } from '../../ui/page.js';
import { ThisComputer } from './this-computer.js';

type Step =
  | { readonly name: 'profile' }
  | { readonly name: 'recovery'; readonly session: Session; readonly recoveryKey: string }
  | { readonly name: 'done' };

export function SetupPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [step, setStep] = useState<Step>({ name: 'profile' });

  const setUp = async (profile: Profile) => {
    const { recoveryKey, ...session } = await unwrap(publicClient.POST('/api/v1/setup', { body: profile }));
    setStep({ name: 'recovery', session, recoveryKey });
  };

  if (step.name === 'profile') {
    return (
      <DoorPage title={t('setup.title')} lead={t('setup.lead')}>
        <ThisComputer />
        <ProfileForm withCode submit={t('setup.submit')} onSubmit={setUp} />
      </DoorPage>
    );
  }
  if (step.name === 'recovery') {
    const finish = () => {
      queries.setQueryData(metaQuery.queryKey, (meta) => meta && { ...meta, setupRequired: false });
      sessionStore.signedIn(step.session);
      setStep({ name: 'done' });
    };
    return (
      <DoorPage wide title={t('recovery.title')}>
        <RecoveryCeremony recoveryKey={step.recoveryKey} onDone={finish} />
      </DoorPage>
    );
  }
  return <SetupDone />;
}

function SetupDone() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <DoorPage title={t('setup.doneTitle')} lead={t('setup.doneLead')}>
      <div className="grid gap-3">
        <Button look="primary" onClick={() => void navigate({ to: '/documents' })}>
          <FileUp aria-hidden />
          {t('setup.upload')}
        </Button>
        <Button onClick={() => void navigate({ to: '/family' })}>
          <UserPlus aria-hidden />
          {t('setup.invite')}
        </Button>
      </div>
    </DoorPage>
  );
}
