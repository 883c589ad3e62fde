import { Link } from '@tanstack/react-router';
import { LockKeyhole } from 'lucide-react';
import { useTranslation } from 'react-i18next';

/** Stands where text is sealed, and leads to the page that says what that means and what it does not. */
export function LockMark() {
  const { t } = useTranslation();
  return (
    <Link
      to="/privacy"
      className="inline-flex min-h-6 items-center gap-1.5 justify-self-start text-sm text-ink-soft underline-offset-2 hover:underline"
    >
      <LockKeyhole aria-hidden className="size-4 text-pine" />
      {t('lock.mark')}
    </Link>
  );
}
