import type { Secret } from '@hearthlore/config';
import {
  type BackendFactory,
  type ConnectionOptions,
  createPostgresBackend,
  createRedisBackend,
  type IQueueBackend,
  Queue,
  QueueEvents,
  type Processor,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import type { QueueName } from './queue-catalog.js';
import { migrateQueues, queueConnection } from './queue-connection.js';

/** Of the keys in a Redis that others may use too. */
const PREFIX = 'hearthlore';

export type OpenQueue = Queue<unknown, unknown, string, unknown, unknown, string, IQueueBackend>;
export type OpenWorker = Worker<unknown, unknown, string, IQueueBackend>;
export type OpenEvents = QueueEvents<unknown, IQueueBackend>;
type WorkerPace = Omit<WorkerOptions, 'connection' | 'prefix'>;

/** Where the queues lie. Two of them may be open in one process: nothing here is set for the process as a whole. */
export abstract class QueueBackend {
  abstract readonly kind: 'postgres' | 'redis';
  protected abstract readonly factory: BackendFactory;

  /** Makes what the queues need where they lie. Repeats harmlessly. */
  abstract prepare(): Promise<void>;
  protected abstract connection(use: 'asks' | 'waits'): ConnectionOptions;

  openQueue(name: QueueName): OpenQueue {
    return new Queue(name, { connection: this.connection('asks'), prefix: PREFIX }, this.factory);
  }

  openEvents(name: QueueName): OpenEvents {
    return new QueueEvents(name, { connection: this.connection('waits'), prefix: PREFIX }, this.factory);
  }

  openWorker(name: QueueName, process: Processor<unknown, unknown>, pace: WorkerPace): OpenWorker {
    return new Worker(name, process, { ...pace, connection: this.connection('waits'), prefix: PREFIX }, this.factory);
  }
}

/** In a schema of the installation's own database, under a role that owns nothing else. */
export class PostgresQueues extends QueueBackend {
  readonly kind = 'postgres';
  protected readonly factory: BackendFactory = (name, options, use) =>
    createPostgresBackend(name, { ...options, connection: queueConnection(this.url) }, use);

  constructor(private readonly url: Secret) {
    super();
  }

  prepare(): Promise<void> {
    return migrateQueues(this.url);
  }

  /** BullMQ's own type of this option is of Redis alone: the factory says it. */
  protected connection(): ConnectionOptions {
    return {};
  }
}

/** In a Redis or Valkey that writes an append-only file: without one, what waits is gone with the process. */
export class RedisQueues extends QueueBackend {
  readonly kind = 'redis';
  protected readonly factory: BackendFactory = createRedisBackend;

  constructor(private readonly url: Secret) {
    super();
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  protected connection(use: 'asks' | 'waits'): ConnectionOptions {
    const url = this.url.reveal();
    // Who waits for jobs waits for the server too; who adds one is told after a few tries that it is not there.
    return use === 'waits' ? { url, maxRetriesPerRequest: null } : { url, maxRetriesPerRequest: 3 };
  }
}

/**
 * @param choice `HEARTHLORE_QUEUE`.
 * @param urls Of the role that owns the queues' schema, and of the Redis where the queues are to be there.
 */
export function openQueueBackend(
  choice: 'postgres' | 'redis',
  urls: { readonly postgres: Secret; readonly redis: Secret | undefined },
): QueueBackend {
  if (choice === 'postgres') return new PostgresQueues(urls.postgres);
  if (urls.redis === undefined) throw new TypeError('HEARTHLORE_QUEUE=redis needs REDIS_URL');
  return new RedisQueues(urls.redis);
}
