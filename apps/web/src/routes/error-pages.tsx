import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../features/problem/problem-notice.js';
import { Button } from '../ui/button.js';
import { DoorPage } from '../ui/page.js';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <DoorPage title={t('error.notFoundTitle')} lead={t('error.notFoundLead')}>
      <Button look="primary" asChild>
        <Link to="/">{t('error.home')}</Link>
      </Button>
    </DoorPage>
  );
}

/** Also what is seen while the server does not answer at all. */
export function UnexpectedPage({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  return (
    <DoorPage title={t('error.unexpectedTitle')}>
      <ProblemNotice error={error} onRetry={() => location.reload()} />
    </DoorPage>
  );
}
