import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deriveWorkerKey } from '@hearthlore/crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findFreePort, findProcess, waitForEnd } from '@hearthlore/machine';
import { layOutDistribution } from './testing/stand-in-services.js';

const BUILT = join(import.meta.dirname, '../../../../dist');

const seenSchema = z.object({
  env: z.record(z.string(), z.string()),
  flags: z.array(z.string()),
  secrets: z.record(z.string(), z.unknown()),
});

/** A started `hearthlore up` and what it printed so far. */
class Run {
  output = '';
  readonly ended: Promise<number | NodeJS.Signals>;

  constructor(readonly child: ChildProcess) {
    const collect = (chunk: Buffer): void => {
      this.output += chunk.toString();
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    this.ended = once(child, 'exit').then(() => child.exitCode ?? child.signalCode ?? 'SIGKILL');
  }

  get isReady(): boolean {
    return this.output.includes('Setup code:');
  }

  async ready(): Promise<this> {
    while (!this.isReady && this.child.exitCode === null) await sleep(20);
    if (!this.isReady) throw new Error(`not ready: ${this.output}`);
    return this;
  }
}

describe('hearthlore up', () => {
  let folder: string;
  let program: string;
  let dataDir: string;
  let port: number;
  const runs: Run[] = [];

  const start = (environment: NodeJS.ProcessEnv = {}): Run => {
    const env = {
      PATH: process.env.PATH,
      HEARTHLORE_DATA_DIR: dataDir,
      HEARTHLORE_PORT: String(port),
      HEARTHLORE_LLM_API_KEY: 'not-for-the-worker',
      UNRELATED: 'not-for-anyone',
      ...environment,
    };
    const run = new Run(
      spawn(process.execPath, [program, 'up', '--stop-with-parent'], { env, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    runs.push(run);
    return run;
  };
  const hang = (): void => {
    mkdirSync(dataDir, { mode: 0o700 });
    writeFileSync(join(dataDir, 'hang'), '');
  };
  const file = (name: string): string => readFileSync(join(dataDir, name), 'utf8');
  const seen = (name: string): z.output<typeof seenSchema> => seenSchema.parse(JSON.parse(file(`${name}.seen`)));
  /** Ready, and the worker at work too: readiness is the api's alone. */
  const serve = async (run = start()): Promise<Run> => {
    await run.ready();
    while (!existsSync(join(dataDir, 'worker.seen'))) await sleep(20);
    return run;
  };
  const servicePids = (): number[] =>
    file('services')
      .trim()
      .split('\n')
      .map((line) => Number(line.split('\t')[0]));
  const postgresPid = (): number => Number(file('postgres/postmaster.pid').split('\n')[0]);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hearthlore-dist-'));
    program = layOutDistribution(folder, BUILT);
  });

  beforeEach(async () => {
    dataDir = join(mkdtempSync(join(tmpdir(), 'hearthlore-up-')), 'data');
    chmodSync(join(dataDir, '..'), 0o755);
    port = await findFreePort();
  });

  afterEach(async () => {
    for (const { child, ended } of runs.splice(0)) {
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(join(dataDir, '..'), { recursive: true, force: true });
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('says where it serves, gives the set-up code, and stops everything in order with code 0', async () => {
    const run = await serve();
    expect(run.output).toMatch(
      new RegExp(`^Hearthlore is ready: http://127\\.0\\.0\\.1:${port}\\nSetup code: ABCD-EFGH-JKLM$`, 'm'),
    );
    const pids = [...servicePids(), postgresPid()];
    expect(pids.map((pid) => findProcess(pid)?.pid)).toEqual(pids);
    run.child.kill('SIGINT');
    await expect(run.ended).resolves.toBe(0);
    expect(file('order')).toBe('worker\napi\n');
    expect(pids.map(findProcess)).toEqual([undefined, undefined, undefined]);
    expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
    expect(existsSync(join(dataDir, 'lock'))).toBe(false);
  });

  it('hands each service its own secrets and settings, and the worker never the master key', async () => {
    await serve();
    const [api, worker] = [seen('api'), seen('worker')];
    const masterKey = file('secrets/master.key').trim();
    expect(Object.keys(api.secrets)).toEqual(['masterKey', 'databaseUrls']);
    expect(api.secrets.masterKey).toBe(masterKey);
    expect(Object.keys(api.secrets.databaseUrls ?? {})).toEqual(['app', 'queue']);
    expect(Object.keys(worker.secrets)).toEqual(['workerKey', 'databaseUrls']);
    expect(Object.keys(worker.secrets.databaseUrls ?? {})).toEqual(['jobs', 'backup', 'queue']);
    const workerKey = deriveWorkerKey(new Uint8Array(Buffer.from(masterKey, 'base64')));
    expect(worker.secrets.workerKey).toBe(Buffer.from(workerKey).toString('base64'));
    expect(JSON.stringify(worker)).not.toContain(masterKey);
    expect(JSON.stringify(worker)).not.toContain('not-for-the-worker');
    expect(JSON.stringify([api, worker])).not.toContain('not-for-anyone');
    for (const { env, flags } of [api, worker]) {
      expect(env.HEARTHLORE_DATA_DIR).toBe(dataDir);
      expect(flags).toEqual(expect.arrayContaining(['--disable-sigusr1', '--report-exclude-env']));
    }
  });

  it('makes what it stores for its owner alone', async () => {
    const run = await serve();
    const mode = (...path: string[]): string => (statSync(join(dataDir, ...path)).mode & 0o777).toString(8);
    expect(mode('secrets', 'master.key')).toBe('400');
    expect(mode('secrets')).toBe('700');
    expect(mode()).toMatch(/^7[01]0$/);
    expect(readFileSync(`/proc/${run.child.pid}/limits`, 'utf8')).toMatch(/Max core file size\s+0\s+0/);
    for (const pid of servicePids())
      expect(readFileSync(`/proc/${pid}/limits`, 'utf8')).toMatch(/Max core file size\s+0\s+0/);
  });

  it('refuses a second start on the same data folder and leaves the first alone', async () => {
    const first = await serve();
    const second = start();
    await expect(second.ended).resolves.toBe(3);
    expect(second.output).toMatch(/already runs on .* \(process \d+\)\. Stop it first/);
    expect(first.child.exitCode).toBeNull();
    await expect(fetch(`http://127.0.0.1:${port}/health/ready`)).resolves.toMatchObject({ ok: true });
  });

  it('does not take the answer of another program on its port for its own', async () => {
    const foreign = createHttpServer((_request, response) => response.end('{"setupRequired":false}'));
    foreign.listen(port, '127.0.0.1');
    await once(foreign, 'listening');
    const run = start();
    await expect(run.ended).resolves.toBe(3);
    expect(run.output).toContain(`Another program listens on port ${port}`);
    expect(run.output).not.toContain('ready');
    foreign.close();
  });

  it('leaves no service behind when it is killed, and starts again by itself with the same key', async () => {
    const killed = await serve();
    const key = file('secrets/master.key');
    const services = servicePids().map(findProcess);
    const postgres = postgresPid();
    killed.child.kill('SIGKILL');
    await killed.ended;
    for (const service of services) expect(service && (await waitForEnd(service, 30_000))).toBe(true);
    await serve();
    expect(file('secrets/master.key')).toBe(key);
    expect(findProcess(postgres)).toBeUndefined();
  });

  it('ends a service that outlived its killed supervisor and still holds the port', async () => {
    hang();
    const killed = await serve();
    const hanging = servicePids().map(findProcess);
    killed.child.kill('SIGKILL');
    await killed.ended;
    rmSync(join(dataDir, 'hang'));
    await serve();
    for (const service of hanging) expect(service && (await waitForEnd(service, 0))).toBe(true);
  });

  it('stops although services do not listen', async () => {
    hang();
    const run = await serve();
    const services = servicePids();
    run.child.kill('SIGTERM');
    await expect(run.ended).resolves.toBe(0);
    expect(services.map(findProcess)).toEqual([undefined, undefined]);
  });

  it.each(['api', 'worker', 'PostgreSQL'])('ends as a whole, and not with 0, when %s dies', async (name) => {
    const run = await serve();
    const [api, worker] = servicePids();
    const pids = [api, worker, postgresPid()];
    process.kill({ api, worker, PostgreSQL: postgresPid() }[name] ?? 0, 'SIGKILL');
    await expect(run.ended).resolves.toBe(1);
    expect(run.output).toMatch(new RegExp(`^${name} ended`, 'm'));
    expect(pids.map((pid) => findProcess(pid ?? 0))).toEqual([undefined, undefined, undefined]);
  });

  it('refuses a master key that others can read, or that is gone although there is data', async () => {
    const first = await serve();
    first.child.kill('SIGTERM');
    await first.ended;
    const key = join(dataDir, 'secrets', 'master.key');
    chmodSync(key, 0o444);
    const readable = start();
    await expect(readable.ended).resolves.toBe(3);
    expect(readable.output).toContain(`chmod 400 ${key}`);
    await start({ HEARTHLORE_ALLOW_INSECURE: 'master-key-mode' }).ready();
    const allowed = runs.at(-1);
    allowed?.child.kill('SIGTERM');
    await allowed?.ended;
    rmSync(key);
    const missing = start();
    await expect(missing.ended).resolves.toBe(3);
    expect(missing.output).toContain('Put it back from your copy');
    expect(existsSync(key)).toBe(false);
  });
});
