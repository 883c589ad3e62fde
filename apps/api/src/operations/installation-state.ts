import { statfs } from 'node:fs/promises';
import type { DrizzleIncidentStore, OperationsMeasure } from '@hearthlore/audit';
import { recoveryHealth } from '@hearthlore/backup';
import type { Lockdown } from '@hearthlore/identity';
import type { QueueAdmin, QueueState } from '@hearthlore/jobs';
import type { Clock } from '@hearthlore/kernel';
import type { AlertStates } from './alerts.js';
import type { VectorStoreState, VectorStoreWatch } from './vector-store-watch.js';

/** A job that nobody takes for so long means that no worker is there, in milliseconds. */
const STUCK = 15 * 60_000;
/** A restart or an update of the vector store takes less, in milliseconds. */
const AWAY = 10 * 60_000;
/** Below this share of free space a backup or an upload may not fit any more. */
const LOW_DISK = 0.15;

export interface DiskState {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

export interface InstallationState {
  readonly measure: OperationsMeasure;
  /** Absent where the queues do not answer. */
  readonly queues: readonly QueueState[] | undefined;
  readonly disk: DiskState;
  readonly isAuditIntact: boolean;
  readonly vectors: VectorStoreState;
  readonly alerts: AlertStates;
}

export interface InstallationSources {
  readonly store: Pick<DrizzleIncidentStore, 'measure'>;
  readonly reports: { head(): Promise<{ readonly isIntact: boolean }> };
  readonly queues: Pick<QueueAdmin, 'list'>;
  readonly lockdown: Pick<Lockdown, 'since'>;
  readonly vectors: Pick<VectorStoreWatch, 'state'>;
}

/** How the installation stands: dates, counts and bytes, looked at anew each time. */
export class InstallationStates {
  constructor(
    private readonly sources: InstallationSources,
    private readonly dataDir: string,
    private readonly clock: Clock,
  ) {}

  async look(): Promise<InstallationState> {
    const { store, reports, queues: admin, lockdown } = this.sources;
    const [measure, head, queues, disk, vectors] = await Promise.all([
      store.measure(),
      reports.head(),
      admin.list().catch(() => undefined),
      diskOf(this.dataDir),
      this.sources.vectors.state(),
    ]);
    const now = this.clock.now();
    const alerts = {
      'audit-broken': !head.isIntact,
      ...overdue(measure, now),
      'dead-letters': queues?.some(({ failed }) => failed > 0) ?? false,
      'queue-stuck': queues?.some((queue) => isStuck(queue, now)) ?? false,
      'queue-unavailable': queues === undefined,
      'vector-store-down': isAway(vectors, now),
      'disk-low': disk.freeBytes < disk.totalBytes * LOW_DISK,
      lockdown: lockdown.since !== undefined,
    };
    return { measure, queues, disk, isAuditIntact: head.isIntact, vectors, alerts };
  }
}

/** In a house that was never backed up, the time runs from its set-up. */
function overdue({ backupAt, drillAt, setUpAt }: OperationsMeasure, now: Date) {
  const health = recoveryHealth({ backupAt: backupAt ?? setUpAt, drillAt: drillAt ?? setUpAt }, now);
  return { 'backup-overdue': health.backup.state === 'stale', 'drill-overdue': health.drill.state === 'stale' };
}

function isStuck({ isPaused, oldestWaitingAt }: QueueState, now: Date): boolean {
  return !isPaused && oldestWaitingAt !== undefined && now.getTime() - oldestWaitingAt.getTime() > STUCK;
}

function isAway({ downSince }: VectorStoreState, now: Date): boolean {
  return downSince !== undefined && now.getTime() - downSince.getTime() > AWAY;
}

async function diskOf(folder: string): Promise<DiskState> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}
