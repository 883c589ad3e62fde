import { DrizzleIncidentStore, Incidents } from '@hearthlore/audit';
import type { Env } from '@hearthlore/config';
import type { OwnerTransactions } from '@hearthlore/database';
import {
  type AccountsService,
  DrizzleLockdownStore,
  Lockdown,
  type MemberRoles,
  type Notices,
  type SessionsService,
} from '@hearthlore/identity';
import type { Clock } from '@hearthlore/kernel';
import type { KeyCache } from '@hearthlore/vault';
import { Logger } from '@nestjs/common';
import { MetricsServer } from '../metrics/metrics-server.js';
import { Metrics } from '../metrics/metrics.js';
import { InstallationStates } from '../operations/installation-state.js';
import type { VectorStoreWatch } from '../operations/vector-store-watch.js';
import { Watch } from '../operations/watch.js';
import type { PlatformAudit } from './platform-audit.js';
import { openPlatformNotify } from './platform-notify.js';
import type { PlatformQueues } from './platform-queues.js';

export interface PlatformOperations {
  readonly incidentStore: DrizzleIncidentStore;
  readonly incidents: Incidents;
  readonly lockdown: Lockdown;
  readonly states: InstallationStates;
  readonly watch: Watch;
  readonly metrics: Metrics;
  close(): Promise<void>;
}

export interface PlatformOperationsOptions {
  readonly env: Env;
  readonly transactions: OwnerTransactions;
  readonly keys: KeyCache;
  readonly audit: PlatformAudit;
  readonly jobs: PlatformQueues;
  readonly sessions: SessionsService;
  readonly accounts: AccountsService;
  readonly roles: MemberRoles;
  readonly notices: Notices;
  readonly vectors: Pick<VectorStoreWatch, 'state'>;
  readonly clock: Clock;
}

/** What watches over the installation, and the switch that shuts it. */
export async function openPlatformOperations(options: PlatformOperationsOptions): Promise<PlatformOperations> {
  const { env, transactions, keys, audit, jobs, sessions, accounts, roles, notices, vectors, clock } = options;
  const logger = new Logger('Operations');
  const incidentStore = new DrizzleIncidentStore(transactions);
  const incidents = new Incidents(incidentStore, audit.log, clock);
  const lockdown = new Lockdown(new DrizzleLockdownStore(transactions), keys, audit.log);
  sessions.admitBy(async (id) => lockdown.assertMayEnter((await roles.standing(id))?.role));
  sessions.whenReused(async () => {
    await incidents.notice('session-reuse');
  });
  await lockdown.start((error) => logger.warn('the state of the lockdown could not be looked up', error));
  const sources = { store: incidentStore, reports: audit.reports, queues: jobs.admin, lockdown, vectors };
  const states = new InstallationStates(sources, env.HEARTHLORE_DATA_DIR, clock);
  const notify = openPlatformNotify({ env, jobs, accounts, notices, incidents, incidentStore });
  const watch = new Watch(states, incidents);
  const metrics = new Metrics(states, clock);
  const metricsServer = new MetricsServer(metrics);
  await metricsServer.start(env);
  watch.start((error) => logger.warn('the installation could not be looked at', error));
  return {
    incidentStore,
    incidents,
    lockdown,
    states,
    watch,
    metrics,
    close: async () => {
      lockdown.stop();
      watch.stop();
      await metricsServer.close();
      await notify.close();
    },
  };
}
