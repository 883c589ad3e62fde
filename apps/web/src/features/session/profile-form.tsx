import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { Field } from '../../ui/field.js';
import { NewPassphrase } from '../passphrase/new-passphrase.js';
import { MIN_LENGTH } from '../passphrase/strength.js';
import { ProblemNotice } from '../problem/problem-notice.js';

export interface Profile {
  readonly code: string;
  readonly name: string;
  readonly email: string;
  readonly passphrase: string;
}

interface ProfileFormProps {
  /** Asks for the one-time code of the first start. */
  readonly withCode?: boolean;
  readonly submit: string;
  readonly onSubmit: (profile: Profile) => Promise<void>;
}

/** Who somebody is, and the passphrase that opens their documents: for the owner and for every invited member. */
export function ProfileForm({ withCode = false, submit, onSubmit }: ProfileFormProps) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<unknown>();
  const [passphrase, setPassphrase] = useState('');
  const [isShort, setShort] = useState(false);
  const form = useForm({ defaultValues: { code: '', name: '', email: '' } });
  const { errors, isSubmitting } = form.formState;
  const [name, email] = useWatch({ control: form.control, name: ['name', 'email'] });

  const send = form.handleSubmit(async (profile) => {
    setShort(passphrase.length < MIN_LENGTH);
    if (passphrase.length < MIN_LENGTH) return;
    setProblem(undefined);
    try {
      await onSubmit({ ...profile, passphrase });
    } catch (error) {
      setProblem(error);
    }
  });

  return (
    <form onSubmit={(event) => void send(event)} noValidate className="grid gap-5">
      {withCode && (
        <Field
          label={t('profile.code')}
          hint={t('profile.codeHint')}
          error={errors.code && t('profile.codeMissing')}
          autoComplete="one-time-code"
          autoCapitalize="characters"
          spellCheck={false}
          placeholder="XXXX-XXXX-XXXX"
          {...form.register('code', { required: true, setValueAs: (code: string) => code.trim() })}
        />
      )}
      <Field
        label={t('profile.name')}
        error={errors.name && t('profile.nameMissing')}
        autoComplete="name"
        {...form.register('name', { required: true })}
      />
      <Field
        label={t('profile.email')}
        hint={t('profile.emailHint')}
        error={errors.email && t('profile.emailMissing')}
        type="email"
        autoComplete="username"
        {...form.register('email', { required: true, pattern: /^\S+@\S+$/ })}
      />
      <NewPassphrase
        value={passphrase}
        onChange={setPassphrase}
        about={[name, email]}
        error={isShort ? t('passphrase.strength.short', { length: passphrase.length, min: MIN_LENGTH }) : undefined}
      />
      {problem !== undefined && <ProblemNotice error={problem} />}
      <Button type="submit" look="primary" busy={isSubmitting}>
        {submit}
      </Button>
    </form>
  );
}
