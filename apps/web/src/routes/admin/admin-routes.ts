import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { sessionRoute } from '../../session-route.js';

const adminRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/admin',
  component: lazyRouteComponent(() => import('./admin-area.js'), 'AdminArea'),
});

/** For whoever looks after the installation: none of these screens shows what a member wrote. */
export const adminRoutes = adminRoute.addChildren([
  createRoute({
    getParentRoute: () => adminRoute,
    path: '/',
    component: lazyRouteComponent(() => import('./overview/overview-page.js'), 'OverviewPage'),
  }),
  createRoute({
    getParentRoute: () => adminRoute,
    path: '/jobs',
    component: lazyRouteComponent(() => import('./jobs/jobs-page.js'), 'JobsPage'),
  }),
  createRoute({
    getParentRoute: () => adminRoute,
    path: '/retention',
    component: lazyRouteComponent(() => import('./retention/retention-page.js'), 'RetentionPage'),
  }),
  createRoute({
    getParentRoute: () => adminRoute,
    path: '/backups',
    component: lazyRouteComponent(() => import('./backups/backups-page.js'), 'BackupsPage'),
  }),
  createRoute({
    getParentRoute: () => adminRoute,
    path: '/system',
    component: lazyRouteComponent(() => import('./system/system-page.js'), 'SystemPage'),
  }),
]);
