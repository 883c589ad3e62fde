import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../api/problem.js';
import { answerSecondFactor, challengeOf, publicClient, sessionStore } from '../../api/session.js';
import type { Session } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { RecoveryCeremony } from '../../features/recovery-key/recovery-ceremony.js';
import { SecondFactorForm } from '../../features/sign-in/second-factor-form.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { DoorPage } from '../../ui/page.js';
import { RecoverForm, type Recovering } from './recover-form.js';

type Step =
  | { readonly name: 'key'; readonly withProfile: boolean }
  | { readonly name: 'second-factor'; readonly challenge: string }
  | { readonly name: 'new-key'; readonly session: Session; readonly recoveryKey: string };

/** The way back without the passphrase: the recovery key, a new passphrase, and a new recovery key. */
export function RecoverPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [step, setStep] = useState<Step>({ name: 'key', withProfile: false });

  const recovered = ({ recoveryKey, ...session }: Session & { readonly recoveryKey?: string }) => {
    if (recoveryKey !== undefined) setStep({ name: 'new-key', session, recoveryKey });
  };
  const recover = async (body: Recovering) => {
    try {
      recovered(await unwrap(publicClient.POST('/api/v1/auth/recover', { body })));
    } catch (error) {
      const challenge = challengeOf(error);
      if (challenge !== undefined) setStep({ name: 'second-factor', challenge });
      else if (asProblem(error).code === 'auth.profile-required') setStep({ name: 'key', withProfile: true });
      else throw error;
    }
  };

  if (step.name === 'second-factor') {
    return (
      <DoorPage title={t('secondFactor.title')} lead={t('secondFactor.lead')}>
        <SecondFactorForm
          onCode={async (code) => recovered(await answerSecondFactor(step.challenge, code))}
          onBack={() => setStep({ name: 'key', withProfile: false })}
        />
      </DoorPage>
    );
  }
  if (step.name === 'new-key') {
    const finish = () => {
      sessionStore.signedIn(step.session);
      void navigate({ to: '/' });
    };
    return (
      <DoorPage wide title={t('recovery.newTitle')} lead={t('recover.newLead')}>
        <Notice tone="done" live="status">
          {t('recover.done')}
        </Notice>
        <RecoveryCeremony recoveryKey={step.recoveryKey} onDone={finish} />
      </DoorPage>
    );
  }
  return (
    <DoorPage title={t('recover.title')} lead={t('recover.lead')}>
      {step.withProfile && <Notice tone="attention">{t('recover.profileRequired')}</Notice>}
      <RecoverForm withProfile={step.withProfile} onSubmit={recover} />
      <Button look="quiet" asChild>
        <Link to="/login">{t('recover.back')}</Link>
      </Button>
    </DoorPage>
  );
}
