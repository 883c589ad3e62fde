import { Link } from '@tanstack/react-router';
import { FileText, Search, Settings, SquarePen, Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { ChatList } from '../chat/chat-list.js';
import { mayInvite, useUser } from '../session/use-session.js';
import { AdminNav } from './admin-nav.js';
import { NavItem } from './nav-item.js';

export function Sidebar() {
  const { t } = useTranslation();
  const user = useUser();
  return (
    <div className="flex h-full min-h-0 flex-col gap-4 p-3">
      <Link to="/" className="flex min-h-10 items-center gap-2.5 rounded px-1.5">
        <img src="/favicon.svg" alt="" className="size-7" />
        <span className="font-serif text-lg font-semibold">Hearthlore</span>
      </Link>
      <Button asChild>
        <Link to="/">
          <SquarePen aria-hidden />
          {t('nav.newChat')}
        </Link>
      </Button>
      <ul className="grid gap-0.5">
        <NavItem to="/documents" Icon={FileText} label={t('nav.documents')} />
        <NavItem to="/search" Icon={Search} label={t('nav.search')} />
        {mayInvite(user) && <NavItem to="/family" Icon={Users} label={t('nav.family')} />}
        {mayInvite(user) && <AdminNav />}
      </ul>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <ChatList />
      </div>
      <ul className="border-t border-line pt-2">
        <NavItem to="/settings/security" Icon={Settings} label={user?.name ?? t('nav.settings')} />
      </ul>
    </div>
  );
}
