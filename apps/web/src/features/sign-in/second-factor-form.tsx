import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../api/problem.js';
import { Button } from '../../ui/button.js';
import { Field } from '../../ui/field.js';
import { formatWait } from '../../ui/format.js';
import { Notice } from '../../ui/notice.js';
import { useCountdown } from '../../ui/use-countdown.js';
import { ProblemNotice } from '../problem/problem-notice.js';

interface SecondFactorFormProps {
  readonly onCode: (code: string) => Promise<void>;
  /** Back to the start: the challenge may have run out. */
  readonly onBack: () => void;
}

/** Six digits from an app in one field, so that phones offer the code; or one of the codes kept on paper. */
export function SecondFactorForm({ onCode, onBack }: SecondFactorFormProps) {
  const { t } = useTranslation();
  const [isBackup, setBackup] = useState(false);
  const [code, setCode] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [nextTry, setNextTry] = useState<number>();
  const wait = useCountdown(nextTry);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy || wait > 0) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await onCode(code.trim());
    } catch (error) {
      const { code: reason, retryAfter } = asProblem(error);
      if (reason === 'rate-limited') setNextTry(Date.now() + (retryAfter ?? 30) * 1000);
      else setProblem(error);
      setCode('');
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void send(event)} className="grid gap-5">
      {isBackup ? (
        <Field
          key="backup"
          label={t('secondFactor.backupCode')}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          required
          value={code}
          onChange={(event) => setCode(event.target.value)}
          mono
        />
      ) : (
        <Field
          key="app"
          label={t('secondFactor.code')}
          hint={t('secondFactor.codeHint')}
          autoComplete="one-time-code"
          inputMode="numeric"
          pattern="[0-9 ]{6,7}"
          maxLength={7}
          required
          value={code}
          onChange={(event) => setCode(event.target.value)}
          mono
        />
      )}
      {wait > 0 && <Notice tone="attention">{t('login.wait', { wait: formatWait(wait) })}</Notice>}
      {problem !== undefined && <ProblemNotice error={problem} />}
      <Button type="submit" look="primary" busy={isBusy} disabled={wait > 0}>
        {t('secondFactor.submit')}
      </Button>
      <div className="grid gap-1 border-t border-line pt-4">
        <Button
          look="quiet"
          onClick={() => {
            setBackup(!isBackup);
            setCode('');
          }}
        >
          {isBackup ? t('secondFactor.useApp') : t('secondFactor.useBackup')}
        </Button>
        <Button look="quiet" onClick={onBack}>
          {t('secondFactor.back')}
        </Button>
      </div>
    </form>
  );
}
