import { newId } from '@hearthlore/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Product, startProduct } from '../harness/product.js';
import type { Answer, Credentials, ProductClient } from '../harness/product-client.js';
import { type ApiRoute, apiRoutes } from '../harness/security/api-routes.js';
import { SoftwareAuthenticator } from '../harness/software-authenticator.js';

const ada = { name: 'Ada', email: 'ada@apart.example', passphrase: 'meadow trumpet cinder lattice plum' };
const ben = { name: 'Ben', email: 'ben@apart.example', passphrase: 'gravel sonnet falcon mitten brook' };
const cleo = { name: 'Cleo', email: 'cleo@apart.example', passphrase: 'ribbon glacier pepper anchor wheat' };
const dora = { name: 'Dora', email: 'dora@apart.example', passphrase: 'marble lantern cushion violet acorn' };
const WORD = 'marzipanhelm';

/** What belongs to nobody in particular: everybody may ask. */
const PUBLIC = [
  'GET /api/v1/erasure/receipt',
  'GET /api/v1/meta',
  'GET /api/v1/passphrase-suggestion',
  'GET /health/live',
  'GET /health/ready',
  'GET /health/startup',
  'POST /api/v1/auth/login',
  'POST /api/v1/auth/logout',
  'POST /api/v1/auth/passkey',
  'POST /api/v1/auth/passkey/options',
  'POST /api/v1/auth/recover',
  'POST /api/v1/auth/refresh',
  'POST /api/v1/auth/second-factor',
  'POST /api/v1/auth/unlock',
  'POST /api/v1/invites/accept',
  'POST /api/v1/invites/preview',
  'POST /api/v1/resets/look',
  'POST /api/v1/resets/use',
  'POST /api/v1/setup',
];

/** For owner and admin; a member is refused whatever the id. */
const MANAGERS = [
  'DELETE /api/v1/admin/lockdown',
  'DELETE /api/v1/invites/{id}',
  'DELETE /api/v1/users/{id}',
  'DELETE /api/v1/users/{id}/resets/{reset}',
  'DELETE /api/v1/users/{id}/sessions',
  'GET /api/v1/admin/audit',
  'GET /api/v1/admin/audit/checkpoint',
  'GET /api/v1/admin/audit/export',
  'GET /api/v1/admin/backups',
  'GET /api/v1/admin/backups/{id}',
  'GET /api/v1/admin/backups/{id}/content',
  'GET /api/v1/admin/backups/{id}/manifest',
  'GET /api/v1/admin/drills',
  'GET /api/v1/admin/incidents',
  'GET /api/v1/admin/lockdown',
  'GET /api/v1/admin/overview',
  'GET /api/v1/admin/queues',
  'GET /api/v1/admin/queues/{name}/failed',
  'GET /api/v1/admin/retention/preview',
  'GET /api/v1/admin/retention/rules',
  'GET /api/v1/admin/retention/runs',
  'GET /api/v1/admin/system',
  'GET /api/v1/admin/system/diagnostics',
  'GET /api/v1/admin/system/runbooks',
  'GET /api/v1/admin/vectors',
  'GET /api/v1/invites',
  'GET /api/v1/users',
  'GET /api/v1/users/{id}/resets',
  'PATCH /api/v1/admin/incidents/{id}',
  'PATCH /api/v1/users/{id}',
  'POST /api/v1/admin/backups',
  'POST /api/v1/admin/backups/{id}/verify',
  'POST /api/v1/admin/drills',
  'POST /api/v1/admin/incidents',
  'POST /api/v1/admin/lockdown',
  'POST /api/v1/admin/queues/schedules/{key}/run',
  'POST /api/v1/admin/queues/{name}/clear',
  'POST /api/v1/admin/queues/{name}/pause',
  'POST /api/v1/admin/queues/{name}/resume',
  'POST /api/v1/admin/queues/{name}/retry',
  'POST /api/v1/admin/retention/runs',
  'POST /api/v1/admin/vectors/rebuild',
  'POST /api/v1/admin/vectors/sweep',
  'POST /api/v1/invites',
  'POST /api/v1/invites/{id}/confirm',
  'POST /api/v1/users/{id}/ownership',
  'POST /api/v1/users/{id}/resets',
  'PUT /api/v1/admin/retention/rules',
  'PUT /api/v1/users/{id}/limits',
];

/** Of these, what admins may not do either. */
const OWNERS = ['GET /api/v1/admin/backups/{id}/content'];

/** Without an id: they answer with what the asker has. Each has a test of its own below, or tells of nobody's content. */
const OWN = [
  'DELETE /api/v1/erasure',
  'DELETE /api/v1/me/sessions',
  'DELETE /api/v1/me/totp',
  'GET /api/v1/api-keys',
  'GET /api/v1/chats',
  'GET /api/v1/documents',
  'GET /api/v1/erasure',
  'GET /api/v1/events',
  'GET /api/v1/exports',
  'GET /api/v1/jobs',
  'GET /api/v1/me',
  'GET /api/v1/me/activity',
  'GET /api/v1/me/data-keys',
  'GET /api/v1/me/notices',
  'GET /api/v1/me/passkeys',
  'GET /api/v1/me/resets',
  'GET /api/v1/me/retention',
  'GET /api/v1/me/retention/preview',
  'GET /api/v1/me/security',
  'GET /api/v1/me/sessions',
  'PATCH /api/v1/me',
  'POST /api/v1/api-keys',
  'POST /api/v1/chats',
  'POST /api/v1/documents',
  'POST /api/v1/erasure',
  'POST /api/v1/exports',
  'POST /api/v1/imports',
  'POST /api/v1/me/backup-codes',
  'POST /api/v1/me/data-keys/rotate',
  'POST /api/v1/me/passkeys',
  'POST /api/v1/me/passkeys/options',
  'POST /api/v1/me/recovery-key',
  'POST /api/v1/me/recovery-key/check',
  'POST /api/v1/me/step-up',
  'POST /api/v1/me/step-up/options',
  'POST /api/v1/me/totp',
  'POST /api/v1/me/totp/confirm',
  'POST /api/v1/search',
  'PUT /api/v1/me/passphrase',
  'PUT /api/v1/me/retention',
];

/** Valid bodies, so that what is refused is the id. */
const BODIES: Readonly<Record<string, object>> = {
  'PATCH /api/v1/me/passkeys/{id}': { name: 'Mine now' },
  'PUT /api/v1/me/passkeys/{id}/unlocking': {
    credential: {
      id: 'AAAA',
      rawId: 'AAAA',
      type: 'public-key',
      response: { clientDataJSON: 'e30', authenticatorData: 'AAAA', signature: 'AAAA' },
    },
  },
  'POST /api/v1/api-keys/{id}/rotate': {},
  'PATCH /api/v1/documents/{id}': { title: 'Mine now' },
  'PATCH /api/v1/chats/{id}': { title: 'Mine now' },
  'POST /api/v1/chats/{id}/messages': { text: 'What is in there?' },
  'POST /api/v1/invites': { role: 'member' },
  'POST /api/v1/invites/{id}/confirm': {},
  'PATCH /api/v1/users/{id}': { state: 'disabled' },
  'PUT /api/v1/users/{id}/limits': {},
  'POST /api/v1/users/{id}/resets': { kind: 'start-empty' },
  'DELETE /api/v1/users/{id}': { confirm: ada.email },
  'POST /api/v1/admin/incidents': { kind: 'other', severity: 'low' },
  'PATCH /api/v1/admin/incidents/{id}': { change: 'close' },
};

let product: Product;
let owner: ProductClient;
let member: ProductClient;
let admin: ProductClient;
/** Ids of the owner, by the noun in the path. */
let owned: Readonly<Record<string, string>>;

const idSchema = z.object({ id: z.string(), token: z.string().optional() });

beforeAll(async () => {
  product = await startProduct();
  owner = await product.client().setsUp(product.setupCode, ada);
  member = await owner.admits(product.client(), ben);
  admin = await admitAdmin(cleo);
  const document = await owner.uploads('private.md', `# ${WORD}\n\nThe ${WORD} is under the stairs.\n`);
  const { chatId } = await owner.asks(`Where is the ${WORD}?`);
  const invite = idSchema.parse((await owner.post('/api/v1/invites', { role: 'member' })).body);
  const sessions = z.object({ data: z.array(idSchema) }).parse((await owner.get('/api/v1/me/sessions')).body);
  const session = sessions.data[0]?.id ?? '';
  // What asks for a step-up asks for it before it looks at an id.
  for (const [client, { passphrase }] of [
    [owner, ada],
    [member, ben],
    [admin, cleo],
  ] as const)
    await client.post('/api/v1/me/step-up', { passphrase });
  const passkey = await addPasskey(owner);
  const apiKey = idSchema.parse((await owner.post('/api/v1/api-keys', { name: 'Mail', scopes: ['search'] })).body);
  const notices = z.object({ data: z.array(idSchema) }).parse((await owner.get('/api/v1/me/notices')).body);
  const away = await owner.admits(product.client(), dora);
  const reset = idSchema.parse((await owner.post(`/api/v1/users/${away.userId}/resets`, { kind: 'recover' })).body);
  const exported = z
    .object({ id: z.string(), jobId: z.string() })
    .parse((await owner.post('/api/v1/exports', {})).body);
  owned = {
    exports: exported.id,
    jobs: exported.jobId,
    documents: document.id,
    chats: chatId,
    invites: invite.id,
    users: owner.userId,
    sessions: session,
    passkeys: passkey,
    'api-keys': apiKey.id,
    notices: notices.data[0]?.id ?? '',
    resets: reset.id,
    // Nobody's: owner and admins share them.
    backups: newId(),
    incidents: newId(),
    queues: newId(),
    schedules: newId(),
  };
});

afterAll(() => product.dispose());

async function addPasskey(client: ProductClient): Promise<string> {
  const { port } = new URL(product.url);
  const asked = await client.post('/api/v1/me/passkeys/options', {});
  const { options } = z
    .object({ options: z.object({ challenge: z.string(), user: z.object({ id: z.string() }) }) })
    .parse(asked.body);
  const { credential } = new SoftwareAuthenticator(`http://localhost:${port}`, 'localhost').create(options);
  return idSchema.parse((await client.post('/api/v1/me/passkeys', { credential, name: 'Phone' })).body).id;
}

async function admitAdmin(credentials: Credentials): Promise<ProductClient> {
  const client = product.client();
  const { id, token } = idSchema.parse((await owner.post('/api/v1/invites', { role: 'admin' })).body);
  await client.post('/api/v1/invites/accept', { token, ...credentials });
  await owner.post(`/api/v1/invites/${id}/confirm`, {});
  return client.signsIn(credentials);
}

const routes = apiRoutes();
const withIds = routes.filter(({ parameters }) => parameters.length > 0);

function call(client: ProductClient, route: ApiRoute, ids: (noun: string) => string): Promise<Answer> {
  const path = route.path.replaceAll(
    /([\w-]+)\/\{(\w+)\}/g,
    (_, noun: string, name: string) => `${noun}/${name === 'page' ? '1' : ids(noun)}`,
  );
  const body = BODIES[route.name];
  if (body === undefined) return client.send(path, { method: route.method });
  const headers = { 'content-type': 'application/json' };
  return client.send(path, { method: route.method, headers, body: JSON.stringify(body) });
}

/** What is left of an answer when everything is gone that names the request. */
function withoutIds({ status, headers, body }: Answer): object {
  const text = JSON.stringify(body)
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/"requestId":"[^"]*"/g, '"requestId":"<request>"');
  const names = [...headers.keys()].filter((name) => name !== 'date').sort();
  return { status, text, names, length: headers.get('content-length') };
}

const knownId = (noun: string): string => {
  const id = owned[noun];
  if (id === undefined) throw new Error(`no id is known for "${noun}": add one to this test`);
  return id;
};

describe('the description of the API', () => {
  it('has no route that these tests do not know', () => {
    const unknown = routes
      .filter(({ parameters }) => parameters.length === 0)
      .filter(({ name }) => ![...PUBLIC, ...MANAGERS, ...OWN].includes(name));
    expect(unknown.map(({ name }) => name)).toEqual([]);
    expect(withIds.length).toBeGreaterThan(10);
    // Without a valid body the answer would be about the body.
    const bodyless = withIds.filter(({ name, hasBody }) => hasBody && BODIES[name] === undefined);
    expect(bodyless.map(({ name }) => name)).toEqual([]);
  });

  it('says of exactly the public routes that they are', () => {
    expect(
      routes
        .filter(({ isPublic }) => isPublic)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(PUBLIC);
  });
});

describe('another member’s ids', () => {
  // Members are no secret to those who manage them: apps/api/src/http/role.api.int-spec.ts is about those routes.
  it.each(withIds.filter(({ path }) => !path.startsWith('/api/v1/users/')))(
    '$name answers a hidden one exactly like a missing one',
    async (route) => {
      for (const client of [member, admin]) {
        const hidden = await call(client, route, knownId);
        const missing = await call(client, route, () => newId());
        const isRefused = client === member ? MANAGERS.includes(route.name) : OWNERS.includes(route.name);
        expect(hidden.status).toBe(isRefused ? 403 : 404);
        expect(withoutIds(hidden)).toEqual(withoutIds(missing));
      }
    },
  );

  it('leave no trace: all is as it was', async () => {
    expect((await owner.get(`/api/v1/documents/${owned['documents']}`)).body).toMatchObject({ title: 'private' });
    const messages = z
      .object({ data: z.array(z.unknown()) })
      .parse((await owner.get(`/api/v1/chats/${owned['chats']}/messages`)).body);
    expect(messages.data).toHaveLength(2);
    const invites = JSON.stringify((await owner.get('/api/v1/invites')).body);
    expect(invites).toContain(owned['invites']);
  });

  it.each(OWN.filter((name) => name.startsWith('GET ') && !name.endsWith('/events')))(
    '%s lists none of them',
    async (name) => {
      const { status, body } = await member.get(name.slice(4));
      expect(status).toBe(200);
      for (const id of Object.values(owned)) expect(JSON.stringify(body)).not.toContain(id);
      expect(JSON.stringify(body)).not.toContain(WORD);
    },
  );

  it('find nothing when named in a search', async () => {
    const documentIds = [owned['documents']];
    expect((await member.searches(WORD, { documentIds })).data).toEqual([]);
    expect((await member.searches(WORD)).data).toEqual([]);
    expect((await owner.searches(WORD, { documentIds })).data).toHaveLength(1);
  });

  it('are no sources when named in a chat', async () => {
    const chatId = await member.startsChat();
    const parts: string[] = [];
    const question = { text: 'What lies under the stairs?', documentIds: [owned['documents']] };
    for await (const part of member.streams(chatId, question)) parts.push(JSON.stringify(part));
    expect(parts.join('\n')).not.toContain(WORD);
    expect(parts.join('\n')).not.toMatch(/source-document|data-citation/);
  });

  it('are in nobody else’s events', async () => {
    const [theirs, own] = await Promise.all([eventsOf(member), eventsOf(owner)]);
    const { id } = await owner.uploads('event.txt', 'Something happens to the owner alone.');
    const [heard, heardOwn] = [await theirs(), await own()];
    expect(heardOwn).toContain(id);
    expect(heard).not.toContain(id);
  });

  it('are what managers alone may ask about: members are refused', async () => {
    for (const route of routes.filter(({ name }) => MANAGERS.includes(name))) {
      const { status, body } = await call(member, route, knownId);
      expect({ route: route.name, status, body }).toMatchObject({
        status: 403,
        body: { code: expect.stringMatching(/^auth\.(forbidden|step-up-required)$/) },
      });
    }
  });
});

/** @returns A function that hangs up and gives what was heard. */
async function eventsOf(client: ProductClient): Promise<() => Promise<string>> {
  const hangUp = new AbortController();
  const response = await fetch(`${product.url}/api/v1/events`, {
    headers: { authorization: `Bearer ${client.accessToken}` },
    signal: hangUp.signal,
  });
  let text = '';
  const reading = (async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
  })().catch(() => undefined);
  return async () => {
    hangUp.abort();
    await reading;
    return text;
  };
}
