import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SignInForm } from '../../features/session/sign-in-form.js';
import { useSession } from '../../features/session/use-session.js';
import { Notice } from '../../ui/notice.js';
import { DoorPage } from '../../ui/page.js';

export function LoginPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const session = useSession();
  const { next } = useSearch({ from: '/login' });
  return (
    <DoorPage title={t('login.title')} lead={t('login.lead')}>
      {session.kind === 'signed-out' && session.reason === 'revoked' && (
        <Notice tone="attention" live="status">
          {t('problem.auth.session-revoked')}
        </Notice>
      )}
      <SignInForm submit={t('login.submit')} onDone={() => void navigate({ to: next ?? '/' })} />
    </DoorPage>
  );
}
