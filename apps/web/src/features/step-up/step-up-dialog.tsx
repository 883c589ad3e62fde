import { useQuery } from '@tanstack/react-query';
import { Fingerprint } from 'lucide-react';
import { type FormEvent, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../api/problem.js';
import { client } from '../../api/client.js';
import { passkeysQuery } from '../../api/queries.js';
import { unwrap } from '../../api/unwrap.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field } from '../../ui/field.js';
import { askForAssertion } from '../passkey/ceremonies.js';
import { PassphraseInput } from '../passphrase/passphrase-input.js';
import { ProblemNotice } from '../problem/problem-notice.js';
import { stepUp } from './step-up.js';

/** Stands beside every screen: asks for the passphrase where an action needs it again. */
export function StepUpDialog() {
  const { t } = useTranslation();
  const question = useSyncExternalStore(stepUp.subscribe, stepUp.current);
  return (
    <Dialog
      open={question !== undefined}
      onClose={() => question?.cancelled()}
      title={t('stepUp.title')}
      description={t('stepUp.lead')}
    >
      {question !== undefined && <StepUpForm onGranted={question.granted} onCancel={question.cancelled} />}
    </Dialog>
  );
}

interface StepUpFormProps {
  readonly onGranted: () => void;
  readonly onCancel: () => void;
}

function StepUpForm({ onGranted, onCancel }: StepUpFormProps) {
  const { t } = useTranslation();
  const [passphrase, setPassphrase] = useState('');
  const [code, setCode] = useState('');
  const [isCodeAsked, setCodeAsked] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const passkeys = useQuery(passkeysQuery);

  const prove = async (proof: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await proof();
      onGranted();
    } catch (error) {
      const { code: reason } = asProblem(error);
      if (reason === 'auth.step-up-code-required') setCodeAsked(true);
      else if (reason !== 'passkey.cancelled') setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const byPassphrase = () =>
    prove(() => {
      const body = { passphrase, ...(isCodeAsked && { code: code.trim() }) };
      return unwrap(client.POST('/api/v1/me/step-up', { body }));
    });
  const byPasskey = () =>
    prove(async () => {
      const { options } = await unwrap(client.POST('/api/v1/me/step-up/options'));
      const passkey = await askForAssertion(options);
      await unwrap(client.POST('/api/v1/me/step-up', { body: { passkey } }));
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isBusy) void byPassphrase();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <PassphraseInput
        label={t('passphrase.label')}
        autoComplete="current-password"
        required
        value={passphrase}
        onChange={(event) => setPassphrase(event.target.value)}
      />
      {isCodeAsked && (
        <Field
          label={t('stepUp.code')}
          autoComplete="one-time-code"
          required
          mono
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      )}
      {problem !== undefined && <ProblemNotice error={problem} />}
      <div className="flex flex-wrap justify-end gap-2">
        {passkeys.data?.some(({ unlocks }) => unlocks) === true && (
          <Button className="me-auto" busy={isBusy} onClick={() => void byPasskey()}>
            <Fingerprint aria-hidden />
            {t('login.passkey')}
          </Button>
        )}
        <Button onClick={onCancel}>{t('action.cancel')}</Button>
        <Button look="primary" type="submit" busy={isBusy}>
          {t('stepUp.submit')}
        </Button>
      </div>
    </form>
  );
}
