import { Fingerprint } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../api/problem.js';
import { sessionStore } from '../../api/session.js';
import { Button } from '../../ui/button.js';
import { ProblemNotice } from '../problem/problem-notice.js';
import { usePasskeyAvailability } from './availability.js';
import { signInByPasskey } from './passkeys.js';

interface PasskeyButtonProps {
  readonly remember: boolean;
  readonly onSignedIn: () => void;
}

/** Only where passkeys can work: at an address with a name, in a browser that has them. */
export function PasskeyButton({ remember, onSignedIn }: PasskeyButtonProps) {
  const { t } = useTranslation();
  const { available } = usePasskeyAvailability();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  if (!available) return null;

  const signIn = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      sessionStore.signedIn(await signInByPasskey(remember));
      onSignedIn();
    } catch (error) {
      if (asProblem(error).code !== 'passkey.cancelled') setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button busy={isBusy} onClick={() => void signIn()}>
        <Fingerprint aria-hidden />
        {t('login.passkey')}
      </Button>
      {problem !== undefined && <ProblemNotice error={problem} />}
    </>
  );
}
