import { Check, Copy, Download, Printer } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { Checkbox } from '../../ui/checkbox.js';
import { Field } from '../../ui/field.js';
import { formatDate } from '../../ui/format.js';
import { Notice } from '../../ui/notice.js';
import { saveFile } from '../../ui/save-file.js';
import { toast } from '../../ui/toasts.js';
import { kitPdf } from './kit-pdf.js';
import { KEY_GROUPS, groupsOf, pickTwoGroups, sameGroup } from './recovery-key.js';

interface RecoveryCeremonyProps {
  readonly recoveryKey: string;
  readonly onDone: () => void;
}

/** Shows the recovery key once, offers ways to keep it, and lets nobody pass who did not write it down. */
export function RecoveryCeremony({ recoveryKey, onDone }: RecoveryCeremonyProps) {
  const { t } = useTranslation();
  const [isChecking, setChecking] = useState(false);

  useEffect(() => {
    // leaving now would lose the key: it is stored nowhere
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, []);

  return isChecking ? (
    <CheckGroups recoveryKey={recoveryKey} onBack={() => setChecking(false)} onDone={onDone} />
  ) : (
    <div className="grid gap-5">
      <Notice tone="attention">{t('recovery.warning')}</Notice>
      <KeyGroups recoveryKey={recoveryKey} />
      <KeepButtons recoveryKey={recoveryKey} />
      <Button look="primary" className="no-print" onClick={() => setChecking(true)}>
        {t('recovery.continue')}
      </Button>
      <PrintedKit />
    </div>
  );
}

function KeyGroups({ recoveryKey }: { readonly recoveryKey: string }) {
  const { t } = useTranslation();
  return (
    <ol aria-label={t('recovery.key')} className="grid grid-cols-3 gap-2 sm:grid-cols-5">
      {groupsOf(recoveryKey).map((group, index) => (
        <li key={index} className="grid rounded-sm bg-sunken px-2.5 py-1.5">
          <span className="text-xs text-ink-soft">
            {index < KEY_GROUPS ? t('recovery.group', { number: index + 1 }) : t('recovery.checkGroup')}
          </span>
          <span className="font-mono text-lg font-semibold tracking-widest" translate="no">
            {group}
          </span>
        </li>
      ))}
    </ol>
  );
}

function KeepButtons({ recoveryKey }: { readonly recoveryKey: string }) {
  const { t } = useTranslation();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(recoveryKey);
      toast('done', t('recovery.copied'));
    } catch {
      toast('loss', t('problem.clipboard'));
    }
  };
  const download = () => {
    const groups = groupsOf(recoveryKey);
    saveFile(
      'hearthlore-recovery-kit.pdf',
      kitPdf([
        { text: t('recovery.kit.title'), font: 'title' },
        { text: t('recovery.kit.for', { server: location.origin, date: formatDate(new Date()) }), font: 'text' },
        { text: '', font: 'text' },
        ...[0, 5, 10].map((from) => ({ text: groups.slice(from, from + 5).join('-'), font: 'key' as const })),
        { text: '', font: 'text' },
        ...(['what', 'keep', 'restore', 'restoreMore'] as const).map((line) => ({
          text: t(`recovery.kit.${line}`),
          font: 'text' as const,
        })),
      ]),
    );
  };
  return (
    <div className="no-print flex flex-wrap gap-2">
      <Button onClick={() => print()}>
        <Printer aria-hidden />
        {t('recovery.print')}
      </Button>
      <Button onClick={download}>
        <Download aria-hidden />
        {t('recovery.download')}
      </Button>
      <Button onClick={() => void copy()}>
        <Copy aria-hidden />
        {t('recovery.copy')}
      </Button>
    </div>
  );
}

/** What paper needs beside the key, and the screen does not. */
function PrintedKit() {
  const { t } = useTranslation();
  const [today] = useState(() => new Date());
  return (
    <div className="hidden gap-2 print:grid">
      <p>{t('recovery.kit.for', { server: location.origin, date: formatDate(today) })}</p>
      <p>{t('recovery.kit.keep')}</p>
      <p>{`${t('recovery.kit.restore')} ${t('recovery.kit.restoreMore')}`}</p>
    </div>
  );
}

interface CheckGroupsProps extends RecoveryCeremonyProps {
  readonly onBack: () => void;
}

function CheckGroups({ recoveryKey, onBack, onDone }: CheckGroupsProps) {
  const { t } = useTranslation();
  const [asked] = useState(pickTwoGroups);
  const [typed, setTyped] = useState(['', '']);
  const [isKept, setKept] = useState(false);
  const [wrong, setWrong] = useState<readonly number[]>([]);
  const groups = groupsOf(recoveryKey);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const mistyped = asked.filter((number, index) => !sameGroup(typed[index] ?? '', groups[number - 1] ?? ''));
    setWrong(mistyped);
    if (mistyped.length === 0 && isKept) onDone();
  };

  return (
    <form onSubmit={submit} className="grid gap-5">
      <p>{t('recovery.typeBack', { one: asked[0], other: asked[1] })}</p>
      <div className="grid grid-cols-2 gap-3">
        {asked.map((number, index) => (
          <Field
            key={number}
            label={t('recovery.group', { number })}
            mono
            value={typed[index] ?? ''}
            onChange={(event) => setTyped(typed.with(index, event.target.value))}
            error={wrong.includes(number) ? t('recovery.mistyped') : undefined}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={8}
            required
          />
        ))}
      </div>
      <Checkbox
        label={t('recovery.kept')}
        checked={isKept}
        onChange={(event) => setKept(event.target.checked)}
        required
      />
      <div className="flex flex-wrap gap-2">
        <Button look="primary" type="submit">
          <Check aria-hidden />
          {t('recovery.done')}
        </Button>
        <Button onClick={onBack}>{t('recovery.back')}</Button>
      </div>
    </form>
  );
}
