import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerSecondFactor, challengeOf, sessionStore, signIn } from '../../api/session.js';
import { PasskeyButton } from '../../features/passkey/passkey-button.js';
import { SecondFactorForm } from '../../features/sign-in/second-factor-form.js';
import { SignInForm } from '../../features/sign-in/sign-in-form.js';
import { useSession } from '../../features/session/use-session.js';
import { Button } from '../../ui/button.js';
import { Checkbox } from '../../ui/checkbox.js';
import { Notice } from '../../ui/notice.js';
import { DoorPage } from '../../ui/page.js';

export function LoginPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const session = useSession();
  const { next } = useSearch({ from: '/login' });
  const [challenge, setChallenge] = useState<string>();
  const [remember, setRemember] = useState(true);
  const enter = () => void navigate({ to: next ?? '/' });

  const signInByPassphrase = async (email: string, passphrase: string) => {
    try {
      await signIn(email, passphrase, remember);
      enter();
    } catch (error) {
      const asked = challengeOf(error);
      if (asked === undefined) throw error;
      setChallenge(asked);
    }
  };
  const answer = async (code: string) => {
    sessionStore.signedIn(await answerSecondFactor(challenge ?? '', code, remember));
    enter();
  };

  if (challenge !== undefined) {
    return (
      <DoorPage title={t('secondFactor.title')} lead={t('secondFactor.lead')}>
        <SecondFactorForm onCode={answer} onBack={() => setChallenge(undefined)} />
      </DoorPage>
    );
  }
  return (
    <DoorPage title={t('login.title')} lead={t('login.lead')}>
      {session.kind === 'signed-out' && session.reason === 'revoked' && (
        <Notice tone="attention" live="status">
          {t('problem.auth.session-revoked')}
        </Notice>
      )}
      <SignInForm submit={t('login.submit')} onSubmit={signInByPassphrase}>
        <Checkbox
          label={t('login.remember')}
          checked={remember}
          onChange={(event) => setRemember(event.target.checked)}
        />
      </SignInForm>
      <div className="grid gap-2 border-t border-line pt-4">
        <PasskeyButton remember={remember} onSignedIn={enter} />
        <Button look="quiet" asChild>
          <Link to="/recover">{t('login.useRecoveryKey')}</Link>
        </Button>
      </div>
    </DoorPage>
  );
}
