import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeKeyRing, deriveApiKey, deriveRingKey, deriveWorkerKey } from '@hearthlore/crypto';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newDataDir, removeDataDir, servicePids, startProduct } from '../harness/product.js';
import type { ProductClient } from '../harness/product-client.js';
import { type ByteForm, byteForms } from '../harness/security/byte-forms.js';
import { formsIn } from '../harness/security/byte-search.js';
import { formsInMemory } from '../harness/security/process-memory.js';
import { attack, openBundles } from './attacker/attack.js';
import { steal, type StolenInstallation } from './attacker/stolen-installation.js';

const ada = { name: 'Ada', email: 'ada@worker.example', passphrase: 'saffron pebble lagoon anvil crest' };
const WORD = 'zephyrglass';
const madeSchema = z.object({ id: z.string(), state: z.string(), error: z.string().nullish() });

const LOOK_AGAIN = 100;

const workFolder = mkdtempSync(join(tmpdir(), 'hearthlore-worker-'));
const handedFile = join(workFolder, 'handed');
const target = join(workFolder, 'target');
const dataDir = newDataDir();

/** What a look at a process showed. */
interface Exposure {
  readonly environment: Buffer;
  readonly commandLine: Buffer;
  /** Names of the secrets found in memory; `undefined` where the system does not let us look. */
  readonly memory: string[] | undefined;
}
let worker: Exposure;
let api: Exposure;
let handed: Buffer;
let stolen: StolenInstallation;
let forbidden: ByteForm[];
let workersOwn: ByteForm[];

beforeAll(async () => {
  // Once, to learn every key of this installation; then again, to look for them.
  const first = await startProduct({ dataDir });
  const owner = await first.client().setsUp(first.setupCode, ada);
  await owner.uploads('secret.txt', `The ${WORD} is in the attic.`);
  await first.stop();
  stolen = await steal(dataDir);
  const keys = await keysOf(stolen);
  const identity = await generateIdentity();
  forbidden = formsOf(keys.members, keys.api, new Map([['age identity', Buffer.from(identity)]]));
  workersOwn = formsOf(keys.worker);

  const trace = ['strace', '-e', 'trace=write,writev,sendmsg,sendto', '-xx', '-s', '4096', '-o', handedFile];
  mkdirSync(target);
  const env = {
    HEARTHLORE_BACKUP_TARGET: `file://${target}`,
    HEARTHLORE_BACKUP_RECIPIENTS: await identityToRecipient(identity),
  };
  const product = await startProduct({ dataDir, wrapper: trace, env });
  try {
    const again = await product.client().signsIn(ada);
    await again.searches(WORD);
    // The worker at work: it opens its bundle, counts, deletes, backs up and tries what it backed up.
    expectOk((await again.post('/api/v1/admin/retention/runs', {})).status);
    await isDone(again, 'backups', {});
    await isDone(again, 'drills', { kind: 'automatic' });
    // The identity is given for this drill, and to the api alone.
    await isDone(again, 'drills', { kind: 'full', identity });
    const [apiPid = 0, workerPid = 0] = servicePids(dataDir);
    worker = expose(workerPid, [...forbidden, ...workersOwn]);
    api = expose(apiPid, forbidden);
  } finally {
    // Traced without its children, strace lets go of the supervisor only when that ends.
    process.kill(supervisorOf(product.pid), 'SIGTERM');
    await product.stop();
  }
  handed = handedTo('workerKey');
});

afterAll(() => {
  rmSync(workFolder, { recursive: true, force: true });
  removeDataDir(dataDir);
});

describe('the worker', () => {
  it('is handed its own key and its own connections, and nothing else', () => {
    const line: unknown = JSON.parse(handed.toString('utf8'));
    expect(line).toEqual({
      workerKey: Buffer.from(deriveWorkerKey(stolen.masterKey)).toString('base64'),
      databaseUrls: { jobs: expect.any(String), backup: expect.any(String), queue: expect.any(String) },
    });
    expect(formsIn(handed, forbidden)).toEqual([]);
  });

  it('has no secret in its environment or on its command line', () => {
    for (const place of [worker.environment, worker.commandLine]) {
      expect(place.length).toBeGreaterThan(10);
      expect(formsIn(place, [...forbidden, ...workersOwn])).toEqual([]);
      for (const mark of ['postgres://', 'AGE-SECRET-KEY']) expect(place.includes(mark)).toBe(false);
    }
  });

  it('holds neither master key, pepper, token key, age identity nor a key or word of a member in its memory', ({
    skip,
  }) => {
    if (worker.memory === undefined) skip('THE MEMORY OF THE WORKER WAS NOT EXAMINED: this needs root (ptrace)');
    const names = new Set(forbidden.map(({ name }) => name));
    expect(worker.memory?.filter((name) => names.has(name))).toEqual([]);
  });
});

describe('the search for secrets', () => {
  it('finds in the worker what the worker has', ({ skip }) => {
    if (worker.memory === undefined) skip('THE MEMORY OF THE WORKER WAS NOT EXAMINED: this needs root (ptrace)');
    const found = new Set(worker.memory?.map(secretOf));
    expect(found.has('worker key')).toBe(true);
  });

  it('finds in the api what only the api has', ({ skip }) => {
    if (api.memory === undefined) skip('THE MEMORY OF THE API WAS NOT EXAMINED: this needs root (ptrace)');
    const found = new Set(api.memory?.map(secretOf));
    expect([...found]).toEqual(
      expect.arrayContaining(['auth.tokenKey', 'auth.pepper.1', 'auth.profileKey', 'data key 1']),
    );
  });
});

/** Asks for one, and waits for its end. */
async function isDone(client: ProductClient, what: 'backups' | 'drills', body: object): Promise<void> {
  const path = `/api/v1/admin/${what}`;
  const { id } = madeSchema.parse((await client.post(path, body)).body);
  for (;;) {
    const { data } = z.object({ data: z.array(madeSchema) }).parse((await client.get(path)).body);
    const made = data.find((one) => one.id === id);
    if (made?.state === 'completed') return;
    if (made?.state !== 'active') throw new Error(`${what}: ${JSON.stringify(made)}`);
    await sleep(LOOK_AGAIN);
  }
}

async function keysOf(installation: StolenInstallation) {
  const { masterKey } = installation;
  const bundles = [...openBundles(installation)];
  const loot = await attack(installation, { passphrases: [ada.passphrase] });
  const [rootKey = new Uint8Array()] = loot.rootKeys;
  const [ringRecord = new Uint8Array()] = loot.records.get('ring.keyRing') ?? [];
  const ring = decodeKeyRing(ringRecord);
  const secretsOf = (kind: string): [string, Uint8Array][] => bundles.filter(([name]) => name.startsWith(kind));
  return {
    api: new Map([['master key', masterKey], ['api key', deriveApiKey(masterKey)], ...secretsOf('auth.')]),
    members: new Map<string, Uint8Array>([
      ['root key', rootKey],
      ['ring key', deriveRingKey(rootKey)],
      ...[...ring.dataKeys].map(([version, key]): [string, Uint8Array] => [`data key ${version}`, key]),
      ['dedupe key', ring.dedupeKey],
      ['vector key', ring.vectorKey],
      ['passphrase', Buffer.from(ada.passphrase)],
      ['word', Buffer.from(WORD)],
    ]),
    worker: new Map([['worker key', deriveWorkerKey(masterKey)], ...secretsOf('ops.')]),
  };
}

function formsOf(...secrets: readonly ReadonlyMap<string, Uint8Array>[]): ByteForm[] {
  return secrets
    .flatMap((one) => [...one])
    .flatMap(([secret, bytes]) => byteForms(bytes).map((form) => ({ ...form, name: `${secret}: ${form.name}` })));
}

const secretOf = (name: string): string => name.split(': ', 1)[0] ?? '';

function expose(pid: number, forms: readonly ByteForm[]): Exposure {
  const environment = readFileSync(`/proc/${pid}/environ`);
  const commandLine = readFileSync(`/proc/${pid}/cmdline`);
  return { environment, commandLine, memory: formsInMemory(pid, forms) };
}

function supervisorOf(strace: number): number {
  return Number(readFileSync(`/proc/${strace}/task/${strace}/children`, 'utf8').trim().split(' ')[0]);
}

/** @returns The line of JSON that the supervisor wrote to one of its pipes. */
function handedTo(field: string): Buffer {
  const written = readFileSync(handedFile, 'latin1').match(/(?:\\x[0-9a-f]{2})+/g) ?? [];
  const lines = written.map((text) => Buffer.from(text.replaceAll(String.raw`\x`, ''), 'hex'));
  return lines.find((line) => line.includes(`{"${field}"`)) ?? Buffer.alloc(0);
}

function expectOk(status: number): void {
  if (status !== 200) throw new Error(`expected 200, got ${status}`);
}
