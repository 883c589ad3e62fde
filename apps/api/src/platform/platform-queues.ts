import type { ApiSecrets, Env } from '@hearthlore/config';
import { JobQueues, openQueueBackend, QueueAdmin, type QueueBackend } from '@hearthlore/jobs';

export interface PlatformQueues {
  readonly backend: QueueBackend;
  readonly queues: JobQueues;
  readonly admin: QueueAdmin;
  close(): Promise<void>;
}

export function openPlatformQueues(env: Env, secrets: ApiSecrets): PlatformQueues {
  const backend = openQueueBackend(env.HEARTHLORE_QUEUE, {
    postgres: secrets.databaseUrls.queue,
    redis: env.REDIS_URL,
  });
  const queues = new JobQueues(backend);
  const admin = new QueueAdmin(backend);
  return {
    backend,
    queues,
    admin,
    close: async () => {
      await queues.close();
      await admin.close();
    },
  };
}
