import { type JobHandlers, type QueueName, QueueSchedules, QueueWorker } from '@hearthlore/jobs';
import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Workbench } from './workbench.js';

/** Works one queue off for as long as the process lives, and keeps its schedules. */
export class WorkedQueue<Q extends QueueName> implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('Jobs');
  readonly #worker: QueueWorker<Q>;
  readonly #schedules: QueueSchedules;

  constructor(
    { queues, env }: Pick<Workbench, 'queues' | 'env'>,
    private readonly queue: Q,
    handlers: JobHandlers<Q>,
  ) {
    this.#worker = new QueueWorker(queues, queue, handlers, { onFailure: this.#tell });
    this.#schedules = new QueueSchedules(queues, env.TZ);
  }

  /** A queue that does not answer now is no reason not to start: the schedules of the last start lie in it. */
  async onApplicationBootstrap(): Promise<void> {
    await this.#schedules.keep(this.queue, this.#tell).catch(this.#tell);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#worker.close();
  }

  readonly #tell = (error: unknown): void => {
    this.#logger.error('a job failed', error, { queue: this.queue });
  };
}
