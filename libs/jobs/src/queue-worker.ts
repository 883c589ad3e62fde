import type { Job } from 'bullmq';
import { KeptFailure } from './failure-code.js';
import { keptResult } from './job-result.js';
import type { OpenWorker, QueueBackend } from './queue-backend.js';
import type { JobData, JobName, QueueName } from './queue-catalog.js';

/** How long a run may go on after the process was told to end, in milliseconds; then it is asked to stop where it is. */
const DRAIN = 20_000;
/** A worker that does not answer for so long has died, and its job is taken up by another, in milliseconds. */
const LOCK = 30_000;
/** A job whose worker dies this often is the reason that they die. */
const DEATHS = 5;

/** What a handler knows of its run. */
export interface JobRun {
  /** Aborted when the process ends before the run does: stop between two transactions, the run is repeated. */
  readonly signal: AbortSignal;
  /** 1 for the first. */
  readonly attempt: number;
  /** @param percent 0 to 100; @param step A code, never a word of a member. */
  progress(percent: number, step: string): Promise<void>;
}

/** Must be harmless to repeat at any line. What it returns may be counts, ids, dates and codes: it lies in the queue. */
export type JobHandlers<Q extends QueueName> = {
  readonly [N in JobName<Q>]: (data: JobData<Q, N>, run: JobRun) => Promise<unknown>;
};

export interface QueueWorkerOptions {
  /** Told of every error as it is, for the log; the queue keeps its code alone. */
  readonly onFailure: (error: Error) => void;
  readonly concurrency?: number;
  /** Milliseconds; tests wait shorter for the dead. */
  readonly lock?: number;
  readonly drain?: number;
}

/** Works one queue off. A run whose process dies is taken up again by another worker. */
export class QueueWorker<Q extends QueueName> {
  readonly #worker: OpenWorker;
  readonly #drain: number;

  constructor(
    backend: QueueBackend,
    queue: Q,
    private readonly handlers: JobHandlers<Q>,
    private readonly options: QueueWorkerOptions,
  ) {
    const { concurrency = 1, lock = LOCK, drain = DRAIN } = options;
    this.#drain = drain;
    this.#worker = backend.openWorker(queue, (job, _token, signal) => this.#run(job, signal), {
      concurrency,
      lockDuration: lock,
      stalledInterval: lock,
      maxStalledCount: DEATHS,
      runRetryDelay: Math.min(lock, 5_000),
    });
    // A lost connection comes back by itself; without a listener it would end the process.
    this.#worker.on('error', options.onFailure);
  }

  /** Resolves once jobs can be taken. */
  async ready(): Promise<void> {
    await this.#worker.waitUntilReady();
  }

  /** Takes no further job, lets the running ones end, and asks those to stop that take too long. */
  async close(): Promise<void> {
    const impatience = setTimeout(() => this.#worker.cancelAllJobs('shutdown'), this.#drain);
    try {
      await this.#worker.close();
    } finally {
      clearTimeout(impatience);
    }
  }

  async #run(job: Job<unknown>, signal: AbortSignal = new AbortController().signal): Promise<unknown> {
    const run: JobRun = {
      signal,
      attempt: job.attemptsMade + 1,
      progress: (percent, step) => job.updateProgress({ percent, step }),
    };
    try {
      return keptResult(await this.#handle(job, run));
    } catch (error) {
      this.options.onFailure(error instanceof Error ? error : new Error('a job failed', { cause: error }));
      throw new KeptFailure(error);
    }
  }

  #handle(job: Job<unknown>, run: JobRun): Promise<unknown> {
    const handlers: Readonly<Record<string, unknown>> = this.handlers;
    const handler = handlers[job.name];
    if (typeof handler !== 'function') throw new TypeError('no handler for this job');
    return handler.call(this.handlers, job.data, run);
  }
}
