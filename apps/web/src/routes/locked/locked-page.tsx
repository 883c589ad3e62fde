import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { signOut, unlock } from '../../api/session.js';
import { SignInForm } from '../../features/sign-in/sign-in-form.js';
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
  const open = async (_email: string, passphrase: string) => {
    await unlock(passphrase);
    await navigate({ to: next ?? '/' });
  };
  return (
    <DoorPage title={t('locked.title')} lead={t('problem.vault.locked')}>
      <SignInForm email={user.email} submit={t('locked.submit')} onSubmit={open} />
      <Button look="quiet" onClick={() => void signOut().then(() => navigate({ to: '/login' }))}>
        {t('settings.signOut')}
      </Button>
    </DoorPage>
  );
}
