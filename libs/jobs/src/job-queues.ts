import type { OpenEvents, OpenQueue, QueueBackend } from './queue-backend.js';
import type { JobData, JobName, QueueName } from './queue-catalog.js';
import { JobTimeoutError, QueueUnavailableError } from './jobs.errors.js';
import { jobOptions } from './job-options.js';

/** How long somebody who asked waits for a run, in milliseconds. */
const PATIENCE = 60_000;

export interface AddOptions {
  /** A job whose id is there already is not added again: an id of what the job is about makes asking twice harmless. */
  readonly jobId?: string;
  /** Milliseconds until it may be taken. */
  readonly delay?: number;
}

/** Puts jobs into the queues. Connects to each on first use: most processes ask rarely. */
export class JobQueues {
  readonly #queues = new Map<QueueName, OpenQueue>();
  readonly #events = new Map<QueueName, OpenEvents>();

  constructor(private readonly backend: QueueBackend) {}

  /**
   * @returns Id of the job, once it is kept.
   * @throws {QueueUnavailableError} when it is not; asking again is harmless with a `jobId`.
   */
  async add<Q extends QueueName, N extends JobName<Q>>(
    queue: Q,
    name: N,
    data: JobData<Q, N>,
    options: AddOptions = {},
  ): Promise<string> {
    const job = await this.#add(queue, name, data, options);
    return job.id ?? '';
  }

  /**
   * Asks for a run and waits for what it says.
   *
   * @returns What the handler returned: to be parsed, it comes from outside of this process.
   * @throws {JobTimeoutError} when no worker takes the job in time; it is done all the same once one is there.
   */
  async addAndWait<Q extends QueueName, N extends JobName<Q>>(
    queue: Q,
    name: N,
    data: JobData<Q, N>,
    options: AddOptions = {},
  ): Promise<unknown> {
    const events = this.#listen(queue);
    await events.waitUntilReady();
    const job = await this.#add(queue, name, data, options);
    try {
      return await job.waitUntilFinished(events, PATIENCE);
    } catch (cause) {
      throw new JobTimeoutError({ cause });
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#events.values(), ...this.#queues.values()].map((open) => open.close()));
    this.#events.clear();
    this.#queues.clear();
  }

  async #add(queue: QueueName, name: string, data: unknown, { jobId, delay }: AddOptions) {
    try {
      return await this.#open(queue).add(name, data, {
        ...jobOptions(queue),
        ...(jobId !== undefined && { jobId }),
        ...(delay !== undefined && { delay }),
      });
    } catch (cause) {
      throw new QueueUnavailableError({ cause });
    }
  }

  #open(name: QueueName): OpenQueue {
    const open = this.#queues.get(name) ?? this.backend.openQueue(name);
    if (!this.#queues.has(name)) {
      this.#queues.set(name, open);
      // A lost connection comes back by itself, and whoever adds is told; unheard, its error would be printed as it is.
      open.on('error', () => undefined);
    }
    return open;
  }

  #listen(name: QueueName): OpenEvents {
    const open = this.#events.get(name) ?? this.backend.openEvents(name);
    if (!this.#events.has(name)) {
      this.#events.set(name, open);
      open.on('error', () => undefined);
    }
    return open;
  }
}
