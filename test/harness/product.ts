import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '@hearthlore/machine';
import { ProductClient } from './product-client.js';

const PROGRAM = join(import.meta.dirname, '../../dist/apps/cli/main.js');
/** A first start on a machine that runs other things too. */
const READY_MS = 120_000;

export interface ProductOptions {
  /** Added to a minimal environment; what a setting needs must be named here. */
  readonly env?: NodeJS.ProcessEnv;
  /** A folder of an earlier product, which then is not removed at the end. */
  readonly dataDir?: string;
  /** Put in front of the program, such as `['strace', '-f', '-o', file]`. */
  readonly wrapper?: readonly string[];
}

/** The built product, started as `npm start` does it, on a port and a data folder of its own. */
export interface Product {
  readonly url: string;
  /** `undefined` where somebody owns the installation already. */
  readonly setupCode: string | undefined;
  readonly dataDir: string;
  /** Of the supervisor, or of the wrapper where there is one. */
  readonly pid: number;
  /** What every process of the product printed so far. */
  readonly output: () => string;
  /** A client that nobody has signed in with yet. */
  client(): ProductClient;
  /** Stops in order. @returns The exit code. */
  stop(): Promise<number | null>;
  /** Kills the supervisor as a power cut would; the data folder stays. */
  kill9(): Promise<void>;
  /** Stops and removes the data folder. */
  dispose(): Promise<void>;
}

/** @throws with what it printed, when it ends or stays silent before it serves. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const dataDir = options.dataDir ?? newDataDir();
  const port = await findFreePort();
  const [wrapper, ...wrapperArgs] = options.wrapper ?? [];
  const args = wrapper === undefined ? [PROGRAM, 'up'] : [...wrapperArgs, process.execPath, PROGRAM, 'up'];
  const child = spawn(wrapper ?? process.execPath, args, {
    env: { ...baseEnvironment(), HEARTHLORE_DATA_DIR: dataDir, HEARTHLORE_PORT: String(port), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const output = collectOutput(child);
  await untilReady(child, output, ended);
  const url = /^Hearthlore is ready: (\S+)$/m.exec(output())?.[1] ?? '';
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    await ended;
    return child.exitCode;
  };
  return {
    url,
    setupCode: /^Setup code: (\S+)$/m.exec(output())?.[1],
    dataDir,
    pid: child.pid ?? 0,
    output,
    client: () => new ProductClient(url),
    stop,
    kill9: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    dispose: async () => {
      await stop();
      if (options.dataDir === undefined) removeDataDir(dataDir);
    },
  };
}

/** A place for data that PostgreSQL's own user can reach when the tests run as root. */
export function newDataDir(): string {
  const parent = mkdtempSync(join(tmpdir(), 'hearthlore-product-'));
  chmodSync(parent, 0o755);
  return join(parent, 'data');
}

export function removeDataDir(dataDir: string): void {
  rmSync(join(dataDir, '..'), { recursive: true, force: true });
}

function baseEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, XDG_CACHE_HOME, HEARTHLORE_MODELS_DIR } = process.env;
  return {
    PATH,
    HOME,
    HEARTHLORE_LOG_LEVEL: 'warn',
    // Tests ask more often than any family; those about limits set their own.
    HEARTHLORE_LIMITS_SCALE: '100',
    ...(XDG_CACHE_HOME === undefined ? {} : { XDG_CACHE_HOME }),
    ...(HEARTHLORE_MODELS_DIR === undefined ? {} : { HEARTHLORE_MODELS_DIR }),
  };
}

function collectOutput(child: ChildProcess): () => string {
  let text = '';
  const add = (chunk: Buffer): void => {
    text += chunk.toString();
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return () => text;
}

async function untilReady(child: ChildProcess, output: () => string, ended: Promise<unknown>): Promise<void> {
  const until = Date.now() + READY_MS;
  while (!/^Hearthlore is ready: .*\n/m.test(output())) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`Hearthlore ended: ${output()}`);
    if (Date.now() > until) {
      child.kill('SIGKILL');
      await ended;
      throw new Error(`Hearthlore did not become ready: ${output()}`);
    }
    await sleep(25);
  }
}

/** The pids of the product's services, as its supervisor noted them: api first, worker second. */
export function servicePids(dataDir: string): number[] {
  const lines = readFileSync(join(dataDir, 'services'), 'utf8').trim().split('\n');
  return lines.map((line) => Number(line.split('\t')[0]));
}
