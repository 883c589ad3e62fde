import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { mayInvite, useUser } from '../../features/session/use-session.js';
import { EmptyState, Page } from '../../ui/page.js';

/** The server refuses everybody else by itself; the page says so before it asks. */
export function AdminArea() {
  const { t } = useTranslation();
  const user = useUser();
  if (user === undefined) return null;
  if (mayInvite(user)) return <Outlet />;
  return (
    <Page title={t('nav.admin')}>
      <EmptyState title={t('admin.forbiddenTitle')}>
        <p className="max-w-[60ch] text-ink-soft">{t('admin.forbiddenLead')}</p>
      </EmptyState>
    </Page>
  );
}
