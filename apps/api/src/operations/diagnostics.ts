import type { Env } from '@hearthlore/config';
import type { InstallationState } from './installation-state.js';
import { fixedSettings } from './fixed-settings.js';

/** In the order of the download; what is not here is not in it. */
export const DIAGNOSTICS = [
  'madeAt',
  'version',
  'runtime',
  'platform',
  'upSeconds',
  'memoryBytes',
  'settings',
  'queues',
  'disk',
  'lastBackupAt',
  'lastDrillAt',
  'openIncidents',
  'isAuditIntact',
  'alerts',
] as const;

export type Diagnostics = Readonly<Record<(typeof DIAGNOSTICS)[number], unknown>>;

/** For somebody who helps: versions, counts and dates. Of settings the names alone, for an address may say who one is. */
export function diagnostics(env: Env, version: string, state: InstallationState, now: Date): Diagnostics {
  const { measure, queues, disk, isAuditIntact, alerts } = state;
  return {
    madeAt: now.toISOString(),
    version,
    runtime: process.version,
    platform: `${process.platform}-${process.arch}`,
    upSeconds: Math.round(process.uptime()),
    memoryBytes: process.memoryUsage.rss(),
    settings: fixedSettings(env).map(({ name }) => name),
    queues: queues ?? null,
    disk,
    lastBackupAt: measure.backupAt ?? null,
    lastDrillAt: measure.drillAt ?? null,
    openIncidents: measure.openIncidents,
    isAuditIntact,
    alerts,
  };
}
