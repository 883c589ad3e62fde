import { setTimeout as sleep } from 'node:timers/promises';
import { ErrorCode } from 'bullmq';
import { jobOptions } from './job-options.js';
import type { QueueBackend } from './queue-backend.js';
import type { QueueName } from './queue-catalog.js';
import { SCHEDULE_KEYS, SCHEDULES } from './schedule-catalog.js';

/** Two workers that start at once are through with each other within a few of these, in milliseconds. */
const COLLISION_PAUSE = 200;
const COLLISION_TRIES = 10;

/**
 * Keeps the schedules of a queue. Every worker does, at its start: they lie in the queue under their keys, so there is
 * one of each however many workers there are, and a time of day is one of the installation's time zone, summer or winter.
 */
export class QueueSchedules {
  constructor(
    private readonly backend: QueueBackend,
    /** Name of the IANA time zone database, as `TZ` has it. */
    private readonly timeZone: string,
  ) {}

  /** Sets what the catalog says for the queue, and takes away what it does not say any more. */
  async keep(queueName: QueueName, onFailure: (error: Error) => void): Promise<void> {
    const queue = this.backend.openQueue(queueName);
    queue.on('error', onFailure);
    try {
      // A queue is one line, whoever stands at it: two runs of the same kind would only be in each other's way.
      await queue.setGlobalConcurrency(1);
      const keys = SCHEDULE_KEYS.filter((key) => SCHEDULES[key].queue === queueName);
      for (const { key } of await queue.getJobSchedulers())
        if (!keys.some((known) => known === key)) await queue.removeJobScheduler(key);
      for (const key of keys) {
        const { name, pattern } = SCHEDULES[key];
        const template = { name, data: {}, opts: jobOptions(queueName) };
        await pastCollisions(() => queue.upsertJobScheduler(key, { pattern, tz: this.timeZone }, template));
      }
    } finally {
      await queue.close();
    }
  }
}

/** Over PostgreSQL, of two workers that set one schedule at the same moment the second finds the first one's job there. */
async function pastCollisions(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await work();
      return;
    } catch (error) {
      const collided = error instanceof Error && 'code' in error && error.code === ErrorCode.SchedulerJobIdCollision;
      if (!collided || tries === COLLISION_TRIES) throw error;
      await sleep(COLLISION_PAUSE);
    }
  }
}
