import { useRouterState } from '@tanstack/react-router';
import { Activity, Archive, ListChecks, ScrollText, ServerCog, Timer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { NavItem } from './nav-item.js';

/** One line while somebody is elsewhere, all its screens while they are in it: a drawer on a phone stays short. */
export function AdminNav() {
  const { t } = useTranslation();
  const isInside = useRouterState({ select: ({ location }) => /^\/(admin|audit)(\/|$)/.test(location.pathname) });
  return (
    <>
      <NavItem to="/admin" Icon={ServerCog} label={t('nav.admin')} exact />
      {isInside && (
        <li>
          <ul aria-label={t('nav.admin')} className="ms-4 grid gap-0.5 border-s border-line ps-1.5">
            <NavItem to="/admin/backups" Icon={Archive} label={t('nav.backups')} />
            <NavItem to="/admin/retention" Icon={Timer} label={t('nav.retention')} />
            <NavItem to="/admin/jobs" Icon={ListChecks} label={t('nav.jobs')} />
            <NavItem to="/audit" Icon={ScrollText} label={t('nav.audit')} />
            <NavItem to="/admin/system" Icon={Activity} label={t('nav.system')} />
          </ul>
        </li>
      )}
    </>
  );
}
