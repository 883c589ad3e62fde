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
    path: '/system',
    component: lazyRouteComponent(() => import('./system/system-page.js'), 'SystemPage'),
  }),
]);
