import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { findFreePort } from '@hearthlore/machine';

export interface RedisUnderTest {
  readonly url: string;
  stop(): Promise<void>;
  /** As a power cut would, but for what the disk was told. */
  kill(): Promise<void>;
  /** After {@link kill}, at the same address, with what its append-only file has. */
  startAgain(): Promise<void>;
}

export interface RedisUnderTestOptions {
  /** Folder for an append-only file; without one there is nothing on disk. */
  readonly appendOnlyIn?: string;
}

/** A Redis of the test's own (Debian: redis-server). */
export async function startRedis({ appendOnlyIn }: RedisUnderTestOptions = {}): Promise<RedisUnderTest> {
  const port = await findFreePort();
  // Nothing is compressed, so that a search of the bytes sees everything.
  const kept =
    appendOnlyIn === undefined
      ? ['--appendonly', 'no']
      : ['--appendonly', 'yes', '--dir', appendOnlyIn, '--rdbcompression', 'no'];
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', ...kept];
  let server = await start(settings);
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    startAgain: async () => {
      server = await start(settings);
    },
  };
}

async function start(settings: readonly string[]): Promise<ChildProcess> {
  const server = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const chunk of server.stdout.iterator({ destroyOnReturn: false }))
    if (String(chunk).includes('Ready to accept connections')) break;
  server.stdout.resume();
  return server;
}
