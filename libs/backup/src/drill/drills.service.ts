import type { OwnerTransactions } from '@hearthlore/database';
import type { JobQueues } from '@hearthlore/jobs';
import { type Clock, type DrillId, newId, type UserId } from '@hearthlore/kernel';
import { DrizzleDrillStore } from '../adapters/drizzle-drill-store.js';
import { type RecoveryHealth, recoveryHealth } from '../health/backup-health.js';
import type { Drill, DrillKind } from './drill.js';
import { DrillUnderWayError } from './drill.errors.js';
import type { FullDrills } from './full-drills.port.js';

/** An active drill that began longer ago than this, in milliseconds, died with its process. */
export const ABANDONED_AFTER = 2 * 3_600_000;

/** What managers see of drills, and how they start one. */
export class DrillsService {
  constructor(
    private readonly transactions: OwnerTransactions,
    private readonly queues: Pick<JobQueues, 'add'>,
    private readonly fullDrills: FullDrills,
    private readonly clock: Clock,
  ) {}

  list(managerId: UserId): Promise<Drill[]> {
    return this.#storeOf(managerId).list();
  }

  async health(managerId: UserId): Promise<RecoveryHealth> {
    return recoveryHealth(await this.#storeOf(managerId).lastGood(), this.clock.now());
  }

  /**
   * Begins one and does not wait for its end.
   *
   * @param identity Of age, for a full drill: it stays in this process, and is gone when the drill ends.
   * @throws {DrillUnderWayError} @throws {QueueUnavailableError} @throws {NothingToDrillError}
   */
  async start(managerId: UserId, kind: DrillKind, identity: string | undefined): Promise<Drill> {
    const store = this.#storeOf(managerId);
    const now = this.clock.now();
    await store.failAbandoned(new Date(now.getTime() - ABANDONED_AFTER), now);
    const active = (await store.list()).find(({ state }) => state === 'active');
    if (active !== undefined) throw new DrillUnderWayError(active.id);
    const id = newId<DrillId>();
    if (kind === 'full') await this.fullDrills.start(id, identity ?? '', store);
    else {
      // Shown once somebody will run it: one that nobody runs would hold up every other.
      await this.queues.add('drill', 'run', { drillId: id }, { jobId: id });
      await store.begin({ id, kind, startedAt: now });
    }
    return (await store.find(id)) ?? { ...EMPTY, id, kind, startedAt: now };
  }

  #storeOf(managerId: UserId): DrizzleDrillStore {
    return new DrizzleDrillStore({ run: (work) => this.transactions.run(managerId, work) });
  }
}

const EMPTY = {
  state: 'active',
  step: undefined,
  progress: 0,
  backupId: undefined,
  error: undefined,
  finishedAt: undefined,
} as const;
