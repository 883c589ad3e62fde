import { codeOfReason } from './failure-code.js';
import { jobOptions } from './job-options.js';
import { keptResult } from './job-result.js';
import { QueueUnavailableError } from './jobs.errors.js';
import type { OpenQueue, QueueBackend } from './queue-backend.js';
import { QUEUE_NAMES, type QueueName } from './queue-catalog.js';
import { SCHEDULE_KEYS, type ScheduleKey, SCHEDULES } from './schedule-catalog.js';

/** Finished jobs that are looked through for the last run of a schedule. */
const LOOK_BACK = 100;
/** Dead letters that a list shows. */
const LETTERS = 200;

export interface QueueState {
  readonly name: QueueName;
  readonly isPaused: boolean;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
  readonly completed: number;
  /** Jobs of it that run at a time, in all workers together. */
  readonly concurrency: number;
  /** Since when the job waits that has waited longest. */
  readonly oldestWaitingAt: Date | undefined;
}

export interface DeadLetter {
  readonly id: string;
  readonly name: string;
  readonly failedAt: Date | undefined;
  readonly attempts: number;
  readonly code: string;
}

export interface ScheduleState {
  readonly key: ScheduleKey;
  readonly queue: QueueName;
  readonly name: string;
  readonly pattern: string;
  readonly timeZone: string | undefined;
  /** Absent while no worker has kept the schedule yet. */
  readonly next: Date | undefined;
  readonly last: ScheduleRun | undefined;
}

export interface ScheduleRun {
  readonly at: Date;
  readonly outcome: 'completed' | 'failed';
  /** Of a failed one. */
  readonly code: string | undefined;
  /** Milliseconds. */
  readonly took: number;
  /** Counts, dates and codes. */
  readonly result: unknown;
}

/** What whoever runs the installation sees of the queues, and does with them: never what a job is about. */
export class QueueAdmin {
  readonly #queues = new Map<QueueName, OpenQueue>();

  constructor(private readonly backend: QueueBackend) {}

  list(): Promise<readonly QueueState[]> {
    return this.#reach(() => Promise.all(QUEUE_NAMES.map((name) => this.#state(name))));
  }

  schedules(): Promise<readonly ScheduleState[]> {
    return this.#reach(() => Promise.all(SCHEDULE_KEYS.map((key) => this.#schedule(key))));
  }

  deadLetters(name: QueueName): Promise<readonly DeadLetter[]> {
    return this.#reach(async () => {
      const jobs = await this.#open(name).getFailed(0, LETTERS - 1);
      return jobs.map((job) => ({
        id: job.id ?? '',
        name: job.name,
        failedAt: job.finishedOn === undefined ? undefined : new Date(job.finishedOn),
        attempts: job.attemptsMade,
        code: codeOfReason(job.failedReason),
      }));
    });
  }

  pause(name: QueueName): Promise<void> {
    return this.#reach(() => this.#open(name).pause());
  }

  resume(name: QueueName): Promise<void> {
    return this.#reach(() => this.#open(name).resume());
  }

  /** @returns How many dead letters wait again. */
  retry(name: QueueName): Promise<number> {
    return this.#reach(async () => {
      const failed = await this.#open(name).getFailedCount();
      await this.#open(name).retryJobs({ state: 'failed' });
      return failed;
    });
  }

  /** @returns How many dead letters are gone. */
  clear(name: QueueName): Promise<number> {
    return this.#reach(async () => (await this.#open(name).clean(0, 0, 'failed')).length);
  }

  /** @returns Id of the job. Twice within a minute is once: whoever clicks again meant the same run. */
  runNow(key: ScheduleKey, now: Date): Promise<string> {
    const { queue, name } = SCHEDULES[key];
    const jobId = `${key}-${Math.floor(now.getTime() / 60_000)}`;
    return this.#reach(async () => {
      const job = await this.#open(queue).add(name, {}, { ...jobOptions(queue), jobId });
      return job.id ?? jobId;
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
    this.#queues.clear();
  }

  async #state(name: QueueName): Promise<QueueState> {
    const queue = this.#open(name);
    const [counts, unordered, isPaused, concurrency, [oldest]] = await Promise.all([
      queue.getJobCounts('prioritized', 'active', 'delayed', 'failed', 'completed'),
      // Over PostgreSQL the count by state leaves out what waits while the queue is paused.
      queue.getCountsPerPriority([0]),
      queue.isPaused(),
      queue.getGlobalConcurrency(),
      queue.getJobs(['waiting', 'prioritized'], 0, 0, true),
    ]);
    const count = (state: string): number => counts[state] ?? 0;
    return {
      name,
      isPaused,
      waiting: (unordered['0'] ?? 0) + count('prioritized'),
      active: count('active'),
      delayed: count('delayed'),
      failed: count('failed'),
      completed: count('completed'),
      concurrency: concurrency ?? 1,
      oldestWaitingAt: oldest === undefined ? undefined : new Date(oldest.timestamp + (oldest.delay ?? 0)),
    };
  }

  async #schedule(key: ScheduleKey): Promise<ScheduleState> {
    const { queue, name, pattern } = SCHEDULES[key];
    const kept = await this.#open(queue).getJobScheduler(key);
    return {
      key,
      queue,
      name,
      pattern,
      timeZone: kept?.tz,
      next: kept?.next === undefined ? undefined : new Date(kept.next),
      last: await this.#lastRun(queue, name),
    };
  }

  async #lastRun(queue: QueueName, name: string): Promise<ScheduleRun | undefined> {
    const jobs = await this.#open(queue).getJobs(['completed', 'failed'], 0, LOOK_BACK - 1, false);
    const [last] = jobs
      .filter((job) => job.name === name && job.finishedOn !== undefined)
      .toSorted((left, right) => (right.finishedOn ?? 0) - (left.finishedOn ?? 0));
    if (last?.finishedOn === undefined) return undefined;
    const isFailed = last.failedReason !== undefined && last.failedReason !== '';
    return {
      at: new Date(last.finishedOn),
      outcome: isFailed ? 'failed' : 'completed',
      code: isFailed ? codeOfReason(last.failedReason) : undefined,
      took: last.finishedOn - (last.processedOn ?? last.finishedOn),
      result: isFailed ? null : keptResult(last.returnvalue),
    };
  }

  async #reach<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw new QueueUnavailableError({ cause });
    }
  }

  #open(name: QueueName): OpenQueue {
    const known = this.#queues.get(name);
    if (known !== undefined) return known;
    const queue = this.backend.openQueue(name);
    // A lost connection comes back by itself, and whoever asks is told.
    queue.on('error', () => undefined);
    this.#queues.set(name, queue);
    return queue;
  }
}
