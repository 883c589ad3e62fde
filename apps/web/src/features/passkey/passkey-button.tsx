import { useQuery } from '@tanstack/react-query';
import { Fingerprint } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../api/problem.js';
import { metaQuery } from '../../api/queries.js';
import { sessionStore } from '../../api/session.js';
import { Button } from '../../ui/button.js';
import { ProblemNotice } from '../problem/problem-notice.js';
import { signInByPasskey } from './passkeys.js';

/** Only where passkeys can work: at an address with a name, in a browser that has them. */
export function PasskeyButton({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const { t } = useTranslation();
  const meta = useQuery(metaQuery);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  if (meta.data?.features.passkeys.available !== true || !('PublicKeyCredential' in window)) return null;

  const signIn = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      sessionStore.signedIn(await signInByPasskey());
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
