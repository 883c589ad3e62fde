import { Outlet, createRootRoute, createRoute, redirect } from '@tanstack/react-router';
import { metaQuery } from './api/queries.js';
import { refreshSession, sessionStore } from './api/session.js';
import { AppShell } from './features/shell/app-shell.js';
import { queryClient } from './query-client.js';
import { NotFoundPage, UnexpectedPage } from './routes/error-pages.js';

/** Brings the session up to what the server knows. Without an answer the page says so and tries again. */
export async function settle(): Promise<void> {
  if (sessionStore.state.kind !== 'starting') return;
  const meta = await queryClient.ensureQueryData(metaQuery);
  if (meta.setupRequired) {
    sessionStore.signedOut('none');
    return;
  }
  await refreshSession().catch((error: unknown) => {
    if (sessionStore.state.kind === 'starting') throw error;
  });
}

export const isSetupRequired = (): boolean => queryClient.getQueryData(metaQuery.queryKey)?.setupRequired ?? false;

export const rootRoute = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: UnexpectedPage,
});

/** Everything behind a session. */
export const sessionRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'session',
  beforeLoad: async ({ location }) => {
    await settle();
    const next = location.href === '/' ? {} : { next: location.href };
    if (isSetupRequired()) throw redirect({ to: '/setup' });
    if (sessionStore.state.kind === 'signed-out') throw redirect({ to: '/login', search: next });
    if (sessionStore.state.kind === 'locked') throw redirect({ to: '/locked', search: next });
  },
  component: AppShell,
});
