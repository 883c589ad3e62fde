import { Secret } from '@hearthlore/config';
import { PostgresQueues, QueueWorker, RedisQueues } from '@hearthlore/jobs';

/** Takes one job of the drill queue, says so on standard output, and never ends: it is there to be killed. */
export async function main([kind = '', url = '', lock = '']: readonly string[]): Promise<void> {
  const backend = kind === 'redis' ? new RedisQueues(new Secret(url)) : new PostgresQueues(new Secret(url));
  const forever = async (): Promise<never> => {
    process.stdout.write('taken\n');
    return new Promise<never>(() => undefined);
  };
  const handlers = { run: forever, 'run-scheduled': forever };
  const worker = new QueueWorker(backend, 'drill', handlers, { onFailure: () => undefined, lock: Number(lock) });
  await worker.ready();
  process.stdout.write('up\n');
  await new Promise<never>(() => undefined);
}
