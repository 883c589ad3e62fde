import type { ApiSecrets, Env } from '@hearthlore/config';
import { JobQueues, openQueueBackend, QueueAdmin, type QueueBackend } from '@hearthlore/jobs';

export interface PlatformQueues {
  readonly backend: QueueBackend;
  readonly queues: JobQueues;
  readonly admin: QueueAdmin;
  close(): Promise<void>;
}

export async function openPlatformQueues(env: Env, secrets: ApiSecrets): Promise<PlatformQueues> {
  const backend = openQueueBackend(env.HEARTHLORE_QUEUE, {
    postgres: secrets.databaseUrls.queue,
    redis: env.REDIS_URL,
  });
  // The worker may start later, and jobs are added from the first request on.
  await backend.prepare();
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
