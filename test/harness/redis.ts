import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findFreePort } from '@hearthlore/machine';

export interface RedisUnderTest {
  readonly url: string;
  stop(): Promise<void>;
}

/** A Redis of the test's own, with nothing on disk (Debian: redis-server). */
export async function startRedis(): Promise<RedisUnderTest> {
  const port = await findFreePort();
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(server, 'exit');
  for await (const chunk of server.stdout.iterator({ destroyOnReturn: false }))
    if (String(chunk).includes('Ready to accept connections')) break;
  server.stdout.resume();
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      server.kill('SIGTERM');
      await ended;
    },
  };
}
