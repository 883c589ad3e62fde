import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { NewPassphrase } from '../../features/passphrase/new-passphrase.js';
import { MIN_LENGTH } from '../../features/passphrase/strength.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { Button } from '../../ui/button.js';
import { Field } from '../../ui/field.js';

export interface Recovering {
  readonly recoveryKey: string;
  readonly passphrase: string;
  readonly name?: string;
  readonly email?: string;
}

interface RecoverFormProps {
  /** The server cannot read the old name and address any more: they are given anew. */
  readonly withProfile: boolean;
  readonly onSubmit: (recovering: Recovering) => Promise<void>;
}

export function RecoverForm({ withProfile, onSubmit }: RecoverFormProps) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<unknown>();
  const [passphrase, setPassphrase] = useState('');
  const [isShort, setShort] = useState(false);
  const form = useForm({ defaultValues: { recoveryKey: '', name: '', email: '' } });
  const { errors, isSubmitting } = form.formState;
  const [name, email] = useWatch({ control: form.control, name: ['name', 'email'] });

  const send = form.handleSubmit(async ({ recoveryKey, ...profile }) => {
    setShort(passphrase.length < MIN_LENGTH);
    if (passphrase.length < MIN_LENGTH) return;
    setProblem(undefined);
    try {
      await onSubmit({ recoveryKey, passphrase, ...(withProfile && profile) });
    } catch (error) {
      setProblem(error);
    }
  });
  return (
    <form onSubmit={(event) => void send(event)} noValidate className="grid gap-5">
      <Field
        label={t('recovery.key')}
        hint={t('recover.keyHint')}
        error={errors.recoveryKey && t('recover.keyMissing')}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        mono
        {...form.register('recoveryKey', { required: true, setValueAs: (key: string) => key.trim() })}
      />
      {withProfile && (
        <>
          <Field
            label={t('profile.name')}
            error={errors.name && t('profile.nameMissing')}
            autoComplete="name"
            {...form.register('name', { required: true })}
          />
          <Field
            label={t('profile.email')}
            error={errors.email && t('profile.emailMissing')}
            type="email"
            autoComplete="username"
            {...form.register('email', { required: true, pattern: /^\S+@\S+$/ })}
          />
        </>
      )}
      <NewPassphrase
        label={t('recover.newPassphrase')}
        value={passphrase}
        onChange={setPassphrase}
        about={[name, email]}
        error={isShort ? t('passphrase.strength.short', { length: passphrase.length, min: MIN_LENGTH }) : undefined}
      />
      {problem !== undefined && <ProblemNotice error={problem} />}
      <Button type="submit" look="primary" busy={isSubmitting}>
        {t('recover.submit')}
      </Button>
    </form>
  );
}
