import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { metaQuery } from './api/queries.js';
import { sessionStore } from './api/session.js';
import { queryClient } from './query-client.js';
import { adminRoutes } from './routes/admin/admin-routes.js';
import { ChatPage } from './routes/chat/chat-page.js';
import { NewChatPage } from './routes/chat/new-chat-page.js';
import { isSetupRequired, rootRoute, sessionRoute, settle } from './session-route.js';

/** Only an address of this page: a link must not be able to lead somewhere else after signing in. */
function localPath(value: unknown): string | undefined {
  return typeof value === 'string' && /^\/(?![/\\])/.test(value) ? value : undefined;
}

const withNext = (search: Record<string, unknown>): { next?: string } => {
  const next = localPath(search['next']);
  return next === undefined ? {} : { next };
};

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  beforeLoad: async () => {
    const { setupRequired } = await queryClient.ensureQueryData(metaQuery);
    if (!setupRequired) throw redirect({ to: '/' });
  },
  component: lazyRouteComponent(() => import('./routes/setup/setup-page.js'), 'SetupPage'),
});

const inviteRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invite',
  component: lazyRouteComponent(() => import('./routes/invite/invite-page.js'), 'InvitePage'),
});

const recoverRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/recover',
  component: lazyRouteComponent(() => import('./routes/recover/recover-page.js'), 'RecoverPage'),
});

const receiptRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/receipt',
  component: lazyRouteComponent(() => import('./routes/receipt/receipt-page.js'), 'ReceiptPage'),
});

const startEmptyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/start-empty',
  component: lazyRouteComponent(() => import('./routes/start-empty/start-empty-page.js'), 'StartEmptyPage'),
});

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: withNext,
  beforeLoad: async ({ search }) => {
    await settle();
    if (isSetupRequired()) throw redirect({ to: '/setup' });
    if (sessionStore.state.kind === 'signed-in') throw redirect({ to: search.next ?? '/' });
    if (sessionStore.state.kind === 'locked') throw redirect({ to: '/locked', search });
  },
  component: lazyRouteComponent(() => import('./routes/login/login-page.js'), 'LoginPage'),
});

const lockedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/locked',
  validateSearch: withNext,
  beforeLoad: ({ search }) => {
    if (sessionStore.state.kind !== 'locked') throw redirect({ to: search.next ?? '/' });
  },
  component: lazyRouteComponent(() => import('./routes/locked/locked-page.js'), 'LockedPage'),
});

const newChatRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/',
  // the one document to ask; an id tells nothing to a history or a log
  validateSearch: ({ document }: Record<string, unknown>): { document?: string } =>
    typeof document === 'string' && /^[0-9a-f-]{36}$/.test(document) ? { document } : {},
  component: NewChatPage,
});
const chatRoute = createRoute({ getParentRoute: () => sessionRoute, path: '/chats/$id', component: ChatPage });
const documentsRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/documents',
  component: lazyRouteComponent(() => import('./routes/documents/documents-page.js'), 'DocumentsPage'),
});
const documentRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/documents/$id',
  validateSearch: (search: Record<string, unknown>): { passage?: number } => {
    const passage = Number(search['passage'] ?? Number.NaN);
    return Number.isInteger(passage) && passage >= 0 ? { passage } : {};
  },
  component: lazyRouteComponent(() => import('./routes/document/document-page.js'), 'DocumentPage'),
});
const searchRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/search',
  component: lazyRouteComponent(() => import('./routes/search/search-page.js'), 'SearchPage'),
});
const familyRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/family',
  component: lazyRouteComponent(() => import('./routes/family/family-page.js'), 'FamilyPage'),
});
/** Where it stood before there was an administration; a bookmark goes on working. */
const systemRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/system',
  beforeLoad: () => {
    throw redirect({ to: '/admin/system' });
  },
});
const securityRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/settings/security',
  component: lazyRouteComponent(() => import('./routes/settings/security-page.js'), 'SecurityPage'),
});
const dataRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/settings/data',
  component: lazyRouteComponent(() => import('./routes/my-data/data-page.js'), 'DataPage'),
});
const keysRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/settings/keys',
  component: lazyRouteComponent(() => import('./routes/keys/keys-page.js'), 'KeysPage'),
});
const auditRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/audit',
  component: lazyRouteComponent(() => import('./routes/audit/audit-page.js'), 'AuditPage'),
});
const privacyRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/privacy',
  component: lazyRouteComponent(() => import('./routes/privacy/privacy-page.js'), 'PrivacyPage'),
});

const routeTree = rootRoute.addChildren([
  setupRoute,
  inviteRoute,
  recoverRoute,
  receiptRoute,
  startEmptyRoute,
  loginRoute,
  lockedRoute,
  sessionRoute.addChildren([
    newChatRoute,
    chatRoute,
    documentsRoute,
    documentRoute,
    searchRoute,
    familyRoute,
    systemRoute,
    adminRoutes,
    securityRoute,
    dataRoute,
    keysRoute,
    auditRoute,
    privacyRoute,
  ]),
]);

export const router = createRouter({ routeTree, defaultPreload: 'intent' });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
