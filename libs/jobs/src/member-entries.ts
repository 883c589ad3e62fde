import type { UserId } from '@hearthlore/kernel';
import type { Job } from 'bullmq';
import { QueueUnavailableError } from './jobs.errors.js';
import type { OpenQueue, QueueBackend } from './queue-backend.js';
import { QUEUE_NAMES } from './queue-catalog.js';

/** Every state that a job can be looked up in. */
const STATES = ['waiting', 'prioritized', 'delayed', 'waiting-children', 'active', 'failed', 'completed'] as const;
/** Jobs that are looked at together. */
const PAGE = 500;

/** The jobs that name a member, in any queue and state. */
export class MemberEntries {
  constructor(private readonly backend: QueueBackend) {}

  /**
   * Removes them; what is running at this moment stays, and goes with its own end or the next call.
   *
   * @returns How many there were.
   * @throws {QueueUnavailableError} Calling again goes on.
   */
  async removeOf(ownerId: UserId): Promise<number> {
    let removed = 0;
    for (const name of QUEUE_NAMES) {
      const queue = this.backend.openQueue(name);
      queue.on('error', () => undefined);
      try {
        for (const job of await jobsOf(queue, ownerId)) if (await isRemoved(job)) removed += 1;
      } catch (cause) {
        throw new QueueUnavailableError({ cause });
      } finally {
        await queue.close();
      }
    }
    return removed;
  }
}

/** All are listed before the first is removed: removing moves the pages. */
async function jobsOf(queue: OpenQueue, ownerId: UserId): Promise<Job<unknown>[]> {
  const found: Job<unknown>[] = [];
  for (const state of STATES)
    for (let first = 0; ; first += PAGE) {
      const page = await queue.getJobs([state], first, first + PAGE - 1, true);
      found.push(...page.filter((job) => job !== undefined && names(job.data, ownerId)));
      if (page.length < PAGE) break;
    }
  return found;
}

function names(data: unknown, ownerId: UserId): boolean {
  return typeof data === 'object' && data !== null && 'ownerId' in data && data.ownerId === ownerId;
}

async function isRemoved(job: Job<unknown>): Promise<boolean> {
  try {
    await job.remove();
    return true;
  } catch (error) {
    // A worker holds it, or it went by itself.
    if ((await job.isActive()) || (await job.getState()) === 'unknown') return false;
    throw error;
  }
}
