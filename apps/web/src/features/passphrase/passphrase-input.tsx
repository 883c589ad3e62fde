import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { Field } from '../../ui/field.js';

/** A passphrase with a reveal button; pasting and password managers are welcome (WCAG 2.2, 3.3.8). */
export function PassphraseInput({ after, ...field }: ComponentProps<typeof Field>) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  return (
    <Field
      {...field}
      type={isShown ? 'text' : 'password'}
      spellCheck={false}
      autoCapitalize="none"
      autoCorrect="off"
      after={
        <>
          <Button aria-pressed={isShown} onClick={() => setShown(!isShown)}>
            {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
            {isShown ? t('passphrase.hide') : t('passphrase.show')}
          </Button>
          {after}
        </>
      }
    />
  );
}
