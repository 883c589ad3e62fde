import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '@hearthlore/machine';

const STARTS = 300;
const START_PAUSE = 100;

/** A Qdrant, whether real or the stand-in, that a spec may stop and start. */
export interface QdrantUnderTest {
  readonly url: string;
  readonly apiKey: string | undefined;
  /** Cuts what is open and refuses what comes. What it holds stays. */
  stop(): Promise<void>;
  /** After {@link stop}, on the same port and with what it held. */
  startAgain(): Promise<void>;
  /** Everything that is stored, as a look at its disk would show it. Of a real server, what it has flushed. */
  dump(): Promise<Buffer>;
  /** Ends it and removes what it held. */
  close(): Promise<void>;
}

export interface QdrantStart {
  readonly apiKey?: string;
  /** `service.jwt_rbac` */
  readonly usesTokens?: boolean;
}

/** @returns The program on the path, if there is one. */
export function findQdrant(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'qdrant'))
    .find(isExecutable);
}

/** A real Qdrant of the test's own, with a storage folder of its own. */
export async function startRealQdrant(program: string, options: QdrantStart = {}): Promise<QdrantUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'hearthlore-qdrant-'));
  const [port, grpcPort] = [await findFreePort(), await findFreePort()];
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    QDRANT__LOG_LEVEL: 'ERROR',
    QDRANT__SERVICE__HOST: '127.0.0.1',
    QDRANT__SERVICE__HTTP_PORT: String(port),
    QDRANT__SERVICE__GRPC_PORT: String(grpcPort),
    QDRANT__STORAGE__STORAGE_PATH: join(folder, 'storage'),
    QDRANT__STORAGE__SNAPSHOTS_PATH: join(folder, 'snapshots'),
    QDRANT__TELEMETRY_DISABLED: 'true',
    ...(options.apiKey !== undefined && { QDRANT__SERVICE__API_KEY: options.apiKey }),
    ...(options.usesTokens === true && { QDRANT__SERVICE__JWT_RBAC: 'true' }),
  };
  const start = async (): Promise<ChildProcess> => {
    const server = spawn(program, [], { env, cwd: folder, stdio: 'ignore' });
    for (let tries = 0; tries < STARTS; tries += 1) {
      if (await isReady(url)) return server;
      if (server.exitCode !== null) break;
      await sleep(START_PAUSE);
    }
    server.kill('SIGKILL');
    throw new Error('Qdrant did not start');
  };
  let server = await start();
  const stop = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  };
  return {
    url,
    apiKey: options.apiKey,
    stop,
    startAgain: async () => {
      server = await start();
    },
    dump: () => bytesOf(folder),
    close: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function bytesOf(folder: string): Promise<Buffer> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const parts: Buffer[] = [];
  for (const file of files) {
    const path = join(file.parentPath, file.name);
    parts.push(Buffer.from(`${path}\n`));
    // A server that runs removes files now and then.
    if (file.isFile()) parts.push(await readFile(path).catch(() => Buffer.alloc(0)));
  }
  return Buffer.concat(parts);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
