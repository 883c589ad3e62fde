import { Link, type LinkProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { mayWrite, useUser } from '../../features/session/use-session.js';

/** The screens of the settings, beside each other. */
export function SettingsNav() {
  const { t } = useTranslation();
  const user = useUser();
  return (
    <nav aria-label={t('settings.title')}>
      <ul className="flex flex-wrap gap-x-1 gap-y-1 border-b border-line">
        <SettingsLink to="/settings/security" label={t('settings.security')} />
        <SettingsLink to="/settings/data" label={t('settings.data')} />
        {mayWrite(user) && <SettingsLink to="/settings/keys" label={t('settings.keys')} />}
      </ul>
    </nav>
  );
}

interface SettingsLinkProps {
  readonly to: NonNullable<LinkProps['to']>;
  readonly label: string;
}

function SettingsLink({ to, label }: SettingsLinkProps) {
  return (
    <li>
      <Link
        to={to}
        className="-mb-px flex min-h-10 items-center border-b-2 px-3 py-2 hover:bg-sunken"
        activeProps={{ className: 'border-ember font-medium' }}
        inactiveProps={{ className: 'border-transparent text-ink-soft' }}
      >
        {label}
      </Link>
    </li>
  );
}
