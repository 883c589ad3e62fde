import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { signOut } from '../../api/session.js';
import { SignInForm } from '../../features/session/sign-in-form.js';
import { useUser } from '../../features/session/use-session.js';
import { Button } from '../../ui/button.js';
import { DoorPage } from '../../ui/page.js';

/** Drafts stay where they are: they live in memory, and unlocking does not reload the page. */
export function LockedPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const user = useUser();
  const { next } = useSearch({ from: '/locked' });
  if (user === undefined) return null;
  return (
    <DoorPage title={t('locked.title')} lead={t('problem.vault.locked')}>
      <SignInForm email={user.email} submit={t('locked.submit')} onDone={() => void navigate({ to: next ?? '/' })} />
      <Button look="quiet" onClick={() => void signOut().then(() => navigate({ to: '/login' }))}>
        {t('settings.signOut')}
      </Button>
    </DoorPage>
  );
}
