import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { RefreshCw } from 'lucide-react';
import { useDeferredValue, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { publicClient } from '../../api/session.js';
import { unwrap } from '../../api/unwrap.js';
import { Button } from '../../ui/button.js';
import { PassphraseInput } from './passphrase-input.js';
import { MIN_LENGTH, type Strength, measureStrength } from './strength.js';

interface NewPassphraseProps {
  readonly label?: string;
  readonly value: string;
  readonly onChange: (passphrase: string) => void;
  readonly error: string | undefined;
  /** Name and e-mail address: what an attacker tries first. */
  readonly about: readonly string[];
}

/** Five generated words, or words of one's own with a meter. */
export function NewPassphrase({ label, value, onChange, error, about }: NewPassphraseProps) {
  const { t } = useTranslation();
  const strength = useStrength(value, about);
  return (
    <div className="grid gap-3">
      <Suggestion onUse={onChange} />
      <PassphraseInput
        label={label ?? t('passphrase.label')}
        autoComplete="new-password"
        minLength={MIN_LENGTH}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        error={error}
        hint={<Meter strength={strength} length={value.length} />}
      />
    </div>
  );
}

function Suggestion({ onUse }: { readonly onUse: (passphrase: string) => void }) {
  const { t } = useTranslation();
  const suggestion = useQuery({
    queryKey: ['passphrase-suggestion'],
    queryFn: () => unwrap(publicClient.GET('/api/v1/passphrase-suggestion')),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const words = suggestion.data?.passphrase;
  if (words === undefined) return null;
  return (
    <div className="grid gap-2 rounded bg-sunken p-3">
      <p className="text-sm text-ink-soft">{t('passphrase.offer')}</p>
      <output className="font-mono text-lg [overflow-wrap:anywhere]" translate="no">
        {words}
      </output>
      <div className="flex flex-wrap gap-2">
        <Button size="small" onClick={() => onUse(words)}>
          {t('passphrase.use')}
        </Button>
        <Button size="small" look="quiet" onClick={() => void suggestion.refetch()}>
          <RefreshCw aria-hidden />
          {t('passphrase.another')}
        </Button>
      </div>
    </div>
  );
}

function useStrength(passphrase: string, about: readonly string[]): Strength {
  const settled = useDeferredValue(passphrase);
  const [strength, setStrength] = useState<Strength>({ bars: 0, level: 'short' });
  const known = about.join('\n');
  useEffect(() => {
    let isCurrent = true;
    void measureStrength(settled, known.split('\n')).then((measured) => isCurrent && setStrength(measured));
    return () => {
      isCurrent = false;
    };
  }, [settled, known]);
  return strength;
}

const fills = { short: 'bg-line', weak: 'bg-loss', fair: 'bg-amber', strong: 'bg-pine' } as const;

function Meter({ strength, length }: { readonly strength: Strength; readonly length: number }) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-1.5">
      <div aria-hidden className="grid grid-cols-4 gap-1">
        {[1, 2, 3, 4].map((part) => (
          <span
            key={part}
            className={clsx('h-1.5 rounded-full', part <= strength.bars ? fills[strength.level] : 'bg-line')}
          />
        ))}
      </div>
      <output>{t(`passphrase.strength.${strength.level}`, { length, min: MIN_LENGTH })}</output>
    </div>
  );
}
