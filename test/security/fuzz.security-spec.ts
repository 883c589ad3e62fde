import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@hearthlore/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Product, startProduct } from '../harness/product.js';
import type { ProductClient } from '../harness/product-client.js';
import { apiRoutes } from '../harness/security/api-routes.js';
import { SoftwareAuthenticator } from '../harness/software-authenticator.js';
import { foreignDescription, type IdsByNoun } from './fuzz/foreign-description.js';
import { type Exchange, type RecordingProxy, startRecordingProxy } from './fuzz/recording-proxy.js';
import { type FuzzingRun, runSchemathesis } from './fuzz/schemathesis.js';

const ada = { name: 'Ada', email: 'ada@fuzz.example', passphrase: 'pepper lantern orbit cradle moss' };
const ben = { name: 'Ben', email: 'ben@fuzz.example', passphrase: 'saddle tundra ribbon copper flint' };
/** All that belongs to her, or names her, has the word in it: no answer to Ben may. */
const WORD = 'zwiebelturm';
const cleo = { name: `Cleo ${WORD}`, email: `cleo@${WORD}.example`, passphrase: 'walnut glacier thimble amber dusk' };

/** A longer run: HEARTHLORE_FUZZ_EXAMPLES=140 is some fourteen thousand requests. */
const EXAMPLES = Number(process.env['HEARTHLORE_FUZZ_EXAMPLES'] ?? 2);
const IS_LONG = EXAMPLES > 2;
const PHASES = IS_LONG ? ['examples', 'coverage', 'fuzzing', 'stateful'] : ['examples', 'coverage', 'fuzzing'];
const RUN_MS = IS_LONG ? 6 * 60 * 60 * 1000 : 300_000;
/** Each a piece of a token's ten minutes and of a step-up's five. */
const RENEWED_AFTER_MS = 240_000;

/** What ends the very session that asks would end the run. */
const LEFT_ALONE = ['AuthController_logout'];
/** What would shut the house, or have every later request wait for a queue that stands still. */
const LEFT_ALONE_BY_MANAGERS = [...LEFT_ALONE, 'LockdownController_begin', 'QueuesController_pause'];

const idSchema = z.object({ id: z.string() });
const listSchema = z.object({ data: z.array(idSchema) });
const exportSchema = z.object({ id: z.string(), jobId: z.string() });
const isOver = (job: unknown): boolean => z.object({ state: z.string() }).parse(job).state === 'completed';
const keySchema = z.object({ key: z.string() });

let product: Product;
let manager: ProductClient;
let member: ProductClient;
let other: ProductClient;
let foreign: IdsByNoun;
let own: IdsByNoun;
/** Of hers as well, and given to nobody: an answer that has one of them gave it away. */
let untold: readonly string[];
let before: unknown;

beforeAll(async () => {
  product = await startProduct();
  const owner = await product.client().setsUp(product.setupCode, ada);
  manager = owner;
  member = await owner.admits(product.client(), ben);
  other = await owner.admits(product.client(), cleo);
  const stepUps = [
    [owner, ada],
    [member, ben],
    [other, cleo],
  ] as const;
  for (const [client, { passphrase }] of stepUps) await client.post('/api/v1/me/step-up', { passphrase });
  foreign = await possessionsOf(other, owner);
  const document = await member.uploads('mine.md', '# Mine\n\nThe ladder stands in the shed.\n');
  own = { documents: document.id, chats: await member.startsChat() };
  const second = await other.uploads('second.md', '# Second\n\nThe cellar is dry.\n');
  untold = [second.id, await other.startsChat()];
  before = await stateOf(other);
});

afterAll(() => product.dispose());

/** Something of everything that has an id. */
async function possessionsOf(client: ProductClient, owner: ProductClient): Promise<IdsByNoun> {
  const document = await client.uploads(`${WORD}.md`, `# ${WORD}\n\nThe ${WORD} was built in 1731.\n`);
  const { chatId } = await client.asks(`When was the ${WORD} built?`);
  const made = async (answer: Promise<{ body: unknown }>): Promise<string> => idSchema.parse((await answer).body).id;
  const first = async (path: string): Promise<string> =>
    listSchema.parse((await client.get(path)).body).data[0]?.id ?? '';
  const users = client.userId;
  const exported = exportSchema.parse((await client.post('/api/v1/exports', {})).body);
  while (!isOver((await client.get(`/api/v1/jobs/${exported.jobId}`)).body)) await sleep(100);
  const keys = { name: `Mail of ${WORD}`, scopes: ['search'] };
  return {
    documents: document.id,
    chats: chatId,
    users,
    sessions: await first('/api/v1/me/sessions'),
    'api-keys': await made(client.post('/api/v1/api-keys', keys)),
    passkeys: await made(addPasskey(client)),
    resets: await made(owner.post(`/api/v1/users/${users}/resets`, { kind: 'recover' })),
    invites: await made(owner.post('/api/v1/invites', { role: 'member' })),
    notices: await first('/api/v1/me/notices'),
    exports: exported.id,
    jobs: exported.jobId,
    // Nobody's: owner and admins share them.
    backups: newId(),
    incidents: newId(),
    queues: 'sweep',
    schedules: 'sweep',
  };
}

async function addPasskey(client: ProductClient) {
  const asked = await client.post('/api/v1/me/passkeys/options', {});
  const { options } = z
    .object({ options: z.object({ challenge: z.string(), user: z.object({ id: z.string() }) }) })
    .parse(asked.body);
  const origin = `http://localhost:${new URL(product.url).port}`;
  const { credential } = new SoftwareAuthenticator(origin, 'localhost').create(options);
  return client.post('/api/v1/me/passkeys', { credential, name: `Phone of ${WORD}` });
}

/** All that she sees of her own, but for what runs out by itself. */
async function stateOf(client: ProductClient): Promise<unknown> {
  const paths = ['documents', 'chats', 'api-keys', 'me', 'me/passkeys', 'me/notices', 'me/resets', 'me/security'];
  paths.push('exports', 'jobs', 'erasure', 'me/retention');
  const messages = `chats/${foreign['chats']}/messages`;
  const answers = await Promise.all([...paths, messages].map((path) => client.get(`/api/v1/${path}`)));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  return JSON.parse(JSON.stringify(answers.map(({ body }) => body)), (name, value: unknown) =>
    name === 'stepUpUntil' ? null : value,
  );
}

interface Fuzzed extends FuzzingRun {
  readonly exchanges: readonly Exchange[];
}

async function fuzzAs(
  identify: () => Promise<Readonly<Record<string, string>>>,
  seed: number,
  only?: string,
  except: readonly string[] = LEFT_ALONE,
): Promise<Fuzzed> {
  const proxy: RecordingProxy = await startRecordingProxy(product.url, identify);
  try {
    const description = foreignDescription(foreign, own);
    const options = { description, url: proxy.url, examples: EXAMPLES, phases: PHASES, seed, except };
    const run = await runSchemathesis(only === undefined ? options : { ...options, only });
    return { ...run, exchanges: [...proxy.exchanges] };
  } finally {
    await proxy.stop();
  }
}

/** As a browser would: a token is renewed before it ends, and with it the step-up. */
function bearerOf(client: ProductClient, passphrase: string): () => Promise<Readonly<Record<string, string>>> {
  let renewedAt = Date.now();
  let renewing: Promise<unknown> = Promise.resolve();
  return async () => {
    if (Date.now() - renewedAt > RENEWED_AFTER_MS) {
      renewedAt = Date.now();
      renewing = client.refreshes().then(() => client.post('/api/v1/me/step-up', { passphrase }));
    }
    await renewing;
    return { authorization: `Bearer ${client.accessToken}` };
  };
}

function expectNothingWrong({ output, hasFailures, exchanges }: Fuzzed): void {
  const failed = exchanges.filter(({ status, code }) => status >= 500 && !(status === 503 && code !== undefined));
  expect(failed.map(({ method, path, status, code }) => ({ method, path, status, code }))).toEqual([]);
  const leaks = exchanges.filter(({ answer }) => [WORD, ...untold].some((secret) => answer.includes(secret)));
  expect(leaks.map(({ method, path, answer }) => ({ method, path, answer }))).toEqual([]);
  expect(hasFailures ? output.slice(-6000) : '').toBe('');
}

/** Names of the described routes that were asked at least once. */
function routesAsked(exchanges: readonly Exchange[]): Set<string> {
  const patterns = apiRoutes().map(({ name, method, path }) => ({
    name,
    method,
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]*')}$`),
  }));
  return new Set(
    exchanges.flatMap(({ method, path }) => {
      const bare = path.split('?', 1)[0] ?? '';
      return patterns.filter((one) => one.method === method && one.pattern.test(bare)).map(({ name }) => name);
    }),
  );
}

const summary = (exchanges: readonly Exchange[]): string => {
  const byStatus = Map.groupBy(exchanges, ({ status }) => status);
  const counts = [...byStatus].sort(([a], [b]) => a - b).map(([status, all]) => `${status}: ${all.length}`);
  return `${exchanges.length} requests (${counts.join(', ')})`;
};

describe('a member who tries everything with another member’s ids', () => {
  it(
    'gets no answer with a program’s key that is a fault of the server or tells of her',
    async ({ annotate }) => {
      const scopes = ['documents:read', 'documents:write', 'search', 'chat'];
      const { key } = keySchema.parse((await member.post('/api/v1/api-keys', { name: 'Fuzzer', scopes })).body);
      const fuzzed = await fuzzAs(async () => ({ 'x-api-key': key }), 2, '/(documents|chats|search|events)');
      await annotate(summary(fuzzed.exchanges));
      expectNothingWrong(fuzzed);
      expect(fuzzed.exchanges.some(({ status }) => status === 200)).toBe(true);
    },
    RUN_MS,
  );

  it(
    'gets none with a session either, on any route there is',
    async ({ annotate }) => {
      const fuzzed = await fuzzAs(bearerOf(member, ben.passphrase), 1);
      await annotate(summary(fuzzed.exchanges));
      expectNothingWrong(fuzzed);
      const asked = routesAsked(fuzzed.exchanges);
      const missed = apiRoutes().filter(({ name }) => !asked.has(name) && !name.endsWith('/auth/logout'));
      expect(missed.map(({ name }) => name)).toEqual([]);
    },
    RUN_MS,
  );

  it(
    'gets none as a manager either, of what managers run',
    async ({ annotate }) => {
      const fuzzed = await fuzzAs(bearerOf(manager, ada.passphrase), 3, '/admin/', LEFT_ALONE_BY_MANAGERS);
      await annotate(summary(fuzzed.exchanges));
      expectNothingWrong(fuzzed);
      const asked = routesAsked(fuzzed.exchanges);
      for (const name of ['POST /api/v1/admin/drills', 'PUT /api/v1/admin/retention/rules'])
        expect(asked).toContain(name);
    },
    RUN_MS,
  );

  it('has changed nothing of hers', async () => {
    await other.refreshes();
    expect(await stateOf(other)).toEqual(before);
    expect((await other.searches(WORD)).data[0]).toMatchObject({ documentId: foreign['documents'] });
  });

  it('would have been noticed: the word is in what she herself is told', async () => {
    const proxy = await startRecordingProxy(product.url, bearerOf(other, cleo.passphrase));
    await fetch(`${proxy.url}/api/v1/documents/${foreign['documents']}`);
    await proxy.stop();
    expect(proxy.exchanges.map(({ answer }) => answer.includes(WORD))).toEqual([true]);
  });
});
