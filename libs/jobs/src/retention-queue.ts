import type { Secret } from '@hearthlore/config';
import { AppError } from '@hearthlore/kernel';
import { type Job, Queue, QueueEvents, Worker } from 'bullmq';
import { queueConnection } from './queue-connection.js';

const QUEUE = 'retention';
/** Hours are fine enough for dates, and an hour late is late enough. */
const EVERY = 3_600_000;
/** How long somebody who asked waits for a run, in milliseconds. */
const PATIENCE = 60_000;

/** A job carries no content and no name: there is nothing to say but what to do. */
export type RetentionJobName = 'preview' | 'purge';
export type RetentionJobData = Readonly<Record<string, never>>;

/** Counts and dates; whose documents they are is not part of it. */
export interface RetentionResult {
  readonly expiredDocuments: number;
  /** ISO 8601. */
  readonly at: string;
}

type RetentionJob = Job<RetentionJobData, RetentionResult, RetentionJobName>;

export class RetentionTimeoutError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'busy';
  override readonly retryAfterSeconds = 30;

  constructor(options?: ErrorOptions) {
    super('The worker does not answer', options);
  }
}

/** Asks the worker for a run and waits for what it says. Connects on first use: it is rarely used. */
export class RetentionRequests {
  #open:
    | { readonly queue: Queue<RetentionJobData, RetentionResult, RetentionJobName>; readonly events: QueueEvents }
    | undefined;

  constructor(private readonly url: Secret) {}

  /** @throws {RetentionTimeoutError} when no worker takes the job in time; it is done all the same once one is there. */
  async request(name: RetentionJobName): Promise<RetentionResult> {
    const { queue, events } = this.#connect();
    await events.waitUntilReady();
    const job = await queue.add(name, {}, { removeOnComplete: { age: 86_400 }, removeOnFail: { age: 604_800 } });
    try {
      return await job.waitUntilFinished(events, PATIENCE);
    } catch (cause) {
      throw new RetentionTimeoutError({ cause });
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#open?.events.close(), this.#open?.queue.close()]);
  }

  #connect() {
    if (this.#open !== undefined) return this.#open;
    const connection = queueConnection(this.url);
    this.#open = { queue: new Queue(QUEUE, { connection }), events: new QueueEvents(QUEUE, { connection }) };
    // A lost connection comes back by itself, and whoever waits is told; unheard, its error would be printed as it is.
    this.#open.queue.on('error', () => undefined);
    this.#open.events.on('error', () => undefined);
    return this.#open;
  }
}

/** Works the queue off and keeps its schedule. */
export class RetentionWorker {
  readonly #queue: Queue<RetentionJobData, RetentionResult, RetentionJobName>;
  readonly #worker: Worker<RetentionJobData, RetentionResult, RetentionJobName>;

  /** @param handle Must be harmless to repeat: a killed run is done again. */
  constructor(
    url: Secret,
    handle: (name: RetentionJobName) => Promise<RetentionResult>,
    onFailure: (error: Error) => void,
  ) {
    const connection = queueConnection(url);
    this.#queue = new Queue(QUEUE, { connection });
    this.#worker = new Worker(QUEUE, (job: RetentionJob) => handle(job.name), { connection, concurrency: 1 });
    this.#worker.on('failed', (_job, error) => onFailure(error));
    // A lost connection comes back by itself; without a listener it would end the process.
    this.#worker.on('error', onFailure);
    this.#queue.on('error', onFailure);
  }

  /** Has the purge come by every hour, once for all workers together. */
  async schedule(): Promise<void> {
    await this.#queue.upsertJobScheduler(
      'purge',
      { every: EVERY },
      {
        name: 'purge',
        data: {},
        opts: { attempts: 5, backoff: { type: 'exponential', delay: 10_000 }, removeOnComplete: 50, removeOnFail: 50 },
      },
    );
  }

  async close(): Promise<void> {
    await this.#worker.close();
    await this.#queue.close();
  }
}
