import { useLocation, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../api/problem.js';
import { publicClient, sessionStore } from '../../api/session.js';
import type { Session } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { NewPassphrase } from '../../features/passphrase/new-passphrase.js';
import { MIN_LENGTH } from '../../features/passphrase/strength.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { RecoveryCeremony } from '../../features/recovery-key/recovery-ceremony.js';
import { Button } from '../../ui/button.js';
import { Checkbox } from '../../ui/checkbox.js';
import { formatDateTime } from '../../ui/format.js';
import { Notice } from '../../ui/notice.js';
import { DoorPage } from '../../ui/page.js';

interface Begun {
  readonly session: Session;
  readonly recoveryKey: string;
}

/** For who has lost passphrase and recovery key: the account goes on, what was in it is gone for good. */
export function StartEmptyPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const token = useLocation({ select: ({ hash }) => hash });
  const [passphrase, setPassphrase] = useState('');
  const [isSure, setSure] = useState(false);
  const [isShort, setShort] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [begun, setBegun] = useState<Begun>();

  const begin = async (event: FormEvent) => {
    event.preventDefault();
    setShort(passphrase.length < MIN_LENGTH);
    if (passphrase.length < MIN_LENGTH || !isSure || isBusy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const { recoveryKey, ...session } = await unwrap(
        publicClient.POST('/api/v1/resets/use', { body: { token, passphrase } }),
      );
      setBegun({ session, recoveryKey });
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };

  if (begun !== undefined) {
    const finish = () => {
      sessionStore.signedIn(begun.session);
      void navigate({ to: '/' });
    };
    return (
      <DoorPage wide title={t('recovery.newTitle')}>
        <RecoveryCeremony recoveryKey={begun.recoveryKey} onDone={finish} />
      </DoorPage>
    );
  }
  const { code, details } = asProblem(problem);
  const { effectiveAt } = details;
  return (
    <DoorPage title={t('startEmpty.title')} lead={t('startEmpty.lead')}>
      <Notice tone="loss">{t('startEmpty.warning')}</Notice>
      <form onSubmit={(event) => void begin(event)} className="grid gap-5">
        <NewPassphrase
          label={t('recover.newPassphrase')}
          value={passphrase}
          onChange={setPassphrase}
          about={[]}
          error={isShort ? t('passphrase.strength.short', { length: passphrase.length, min: MIN_LENGTH }) : undefined}
        />
        <Checkbox
          label={t('startEmpty.sure')}
          checked={isSure}
          onChange={(event) => setSure(event.target.checked)}
          required
        />
        {code === 'reset.not-yet' && typeof effectiveAt === 'string' ? (
          <Notice tone="attention" live="alert">
            {t('startEmpty.notYet', { date: formatDateTime(effectiveAt) })}
          </Notice>
        ) : (
          problem !== undefined && <ProblemNotice error={problem} />
        )}
        <Button type="submit" look="loss" busy={isBusy}>
          {t('startEmpty.submit')}
        </Button>
      </form>
    </DoorPage>
  );
}
