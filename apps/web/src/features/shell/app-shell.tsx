import { Outlet, useRouterState } from '@tanstack/react-router';
import { Menu as MenuIcon } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { useMediaQuery } from '../../ui/use-media-query.js';
import { useLiveEvents } from '../events/use-live-events.js';
import { StepUpDialog } from '../step-up/step-up-dialog.js';
import { UploadTray } from '../upload/upload-tray.js';
import { ServiceBanner } from './service-banner.js';
import { Sidebar } from './sidebar.js';

/** Below this width the navigation is a drawer. */
const SIDEBAR_FITS = '(min-width: 48rem)';

export function AppShell() {
  const { t } = useTranslation();
  const fits = useMediaQuery(SIDEBAR_FITS);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // the drawer belongs to the page it was opened on: going somewhere closes it
  const [openedOn, setOpenedOn] = useState<string>();
  const isOpen = openedOn === path;
  useLiveEvents();

  return (
    <div className="grid h-dvh grid-rows-[auto_minmax(0,1fr)] md:grid-cols-[17rem_minmax(0,1fr)] md:grid-rows-1">
      <a
        href="#main"
        className="sr-only z-60 rounded bg-ember px-4 py-2 text-on-ember focus:not-sr-only focus:fixed focus:start-3 focus:top-3"
      >
        {t('nav.skip')}
      </a>
      {fits ? (
        <nav aria-label={t('nav.label')} className="min-h-0 border-e border-line bg-sunken">
          <Sidebar />
        </nav>
      ) : (
        <header className="flex items-center gap-2 border-b border-line bg-sunken px-2 py-1.5">
          <Button look="quiet" onClick={() => setOpenedOn(path)} aria-expanded={isOpen}>
            <MenuIcon aria-hidden />
            {t('nav.menu')}
          </Button>
          <span className="font-serif text-lg font-semibold">Hearthlore</span>
        </header>
      )}
      {!fits && (
        <Dialog side="start" open={isOpen} onClose={() => setOpenedOn(undefined)} title={t('nav.label')} titleHidden>
          <Sidebar />
        </Dialog>
      )}
      <div className="flex min-h-0 min-w-0 flex-col">
        <ServiceBanner />
        {/* oxlint-disable-next-line no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard (axe: scrollable-region-focusable) */}
        <main id="main" tabIndex={0} className="min-h-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2">
          <Outlet />
        </main>
        <UploadTray />
        <StepUpDialog />
      </div>
    </div>
  );
}
