import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../api/problem.js';
import { Button } from '../../ui/button.js';
import { Field } from '../../ui/field.js';
import { formatWait } from '../../ui/format.js';
import { Notice } from '../../ui/notice.js';
import { useCountdown } from '../../ui/use-countdown.js';
import { PassphraseInput } from '../passphrase/passphrase-input.js';
import { problemText } from '../problem/problem-text.js';

interface SignInFormProps {
  /** Given when it is known who is there, and only the passphrase is missing. */
  readonly email?: string;
  readonly submit: string;
  readonly onSubmit: (email: string, passphrase: string) => Promise<void>;
  /** What else is asked before it is sent. */
  readonly children?: ReactNode;
}

export function SignInForm({ email: knownEmail, submit, onSubmit, children }: SignInFormProps) {
  const { t } = useTranslation();
  const [email, setEmail] = useState(knownEmail ?? '');
  const [passphrase, setPassphrase] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [nextTry, setNextTry] = useState<number>();
  const wait = useCountdown(nextTry);

  const send = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await onSubmit(email.trim(), passphrase);
    } catch (error) {
      const { code, retryAfter } = asProblem(error);
      if (code === 'rate-limited') setNextTry(Date.now() + (retryAfter ?? 30) * 1000);
      else setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const onFormSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!isBusy && wait === 0) void send();
  };

  return (
    <form onSubmit={onFormSubmit} className="grid gap-5">
      <Field
        label={t('profile.email')}
        type="email"
        autoComplete="username webauthn"
        required
        readOnly={knownEmail !== undefined}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <PassphraseInput
        label={t('passphrase.label')}
        autoComplete="current-password"
        required
        value={passphrase}
        onChange={(event) => setPassphrase(event.target.value)}
      />
      {children}
      {wait > 0 && <Notice tone="attention">{t('login.wait', { wait: formatWait(wait) })}</Notice>}
      {problem !== undefined && (
        <Notice tone="loss" live="alert">
          {problemText(problem)}
        </Notice>
      )}
      <Button type="submit" look="primary" busy={isBusy} disabled={wait > 0}>
        {submit}
      </Button>
    </form>
  );
}
