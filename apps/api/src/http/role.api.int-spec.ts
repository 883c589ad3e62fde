import { randomBytes } from 'node:crypto';
import { isAllowed, PERMISSIONS, type Role, ROLES } from '@hearthlore/identity';
import { newId, parseId, type UserId } from '@hearthlore/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { apiRoutes } from '../../../../test/harness/security/api-routes.js';
import { type RoutePermission, routePermissions } from '../../../../test/harness/security/route-permissions.js';

const passphrase = 'obsessive unwound diminish carrot lapel';
/** Longer than this spec takes: every act that wants a step-up may be asked for. */
const LATER = 3_600_000;

interface SignedInAs {
  readonly id: UserId;
  readonly token: string;
}

const grantSchema = z.object({ accessToken: z.string(), user: z.object({ id: z.string() }) });
const inviteSchema = z.object({ id: z.string(), token: z.string() });

let api: ApiUnderTest;
let routes: RoutePermission[];
let family: Record<Role, SignedInAs>;

const send = (method: RoutePermission['method'], url: string, token?: string, payload?: object) =>
  api.app.inject({
    method,
    url: `/api/v1/${url}`,
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    ...(payload === undefined ? {} : { payload }),
  });

function signedIn(body: unknown): SignedInAs {
  const { accessToken, user } = grantSchema.parse(body);
  const id = parseId<UserId>(user.id) ?? expect.unreachable();
  stepUp(id);
  return { id, token: accessToken };
}

/** What comes after the guard of steps up is what is asked about here. */
function stepUp(id: UserId): void {
  for (const vault of api.platform.keys.vaultsOf(id))
    vault.stepUp(new Uint8Array(randomBytes(32)), new Date(Date.now() + LATER));
}

async function admit(owner: SignedInAs, role: Exclude<Role, 'owner'>): Promise<SignedInAs> {
  const email = `${role}@family.example`;
  const { id, token } = inviteSchema.parse((await send('POST', 'invites', owner.token, { role })).json());
  const person = { name: role, email, passphrase };
  expect((await send('POST', 'invites/accept', undefined, { token, ...person })).statusCode).toBe(201);
  expect((await send('POST', `invites/${id}/confirm`, owner.token, {})).statusCode).toBe(204);
  return signedIn((await send('POST', 'auth/login', undefined, { email, passphrase })).json());
}

beforeAll(async () => {
  api = await startApi();
  routes = routePermissions(api.app);
  const code = api.setupCode;
  const setUp = await send('POST', 'setup', undefined, { code, name: 'Ada', email: 'ada@family.example', passphrase });
  const owner = signedIn(setUp.json());
  family = {
    owner,
    admin: await admit(owner, 'admin'),
    member: await admit(owner, 'member'),
    viewer: await admit(owner, 'viewer'),
  };
}, 240_000);
afterAll(() => api.close());

const addressOf = ({ path }: RoutePermission): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => (name === 'page' ? '1' : newId()));
const mayUse = (role: Role, needs: RoutePermission['needs']): boolean =>
  needs !== undefined && needs !== 'own-account' && needs !== 'public' && isAllowed(role, needs);
const closed = (): RoutePermission[] => routes.filter(({ needs }) => needs !== 'public');

describe('every route', () => {
  it('says who may use it: a permission, every member, or everybody', () => {
    expect(routes.filter(({ needs }) => needs === undefined).map(({ name }) => name)).toEqual([]);
    const unknown = closed().filter(({ needs }) => needs !== 'own-account' && !(String(needs) in PERMISSIONS));
    expect(unknown).toEqual([]);
  });

  it('of the description is one of those', () => {
    const described = apiRoutes()
      .filter(({ path }) => path.startsWith('/api/v1/'))
      .map(({ method, path }) => `${method} ${path.slice('/api/v1/'.length).replaceAll(/\{(\w+)\}/g, ':$1')}`);
    expect(described.filter((name) => !routes.some((route) => route.name === name))).toEqual([]);
    expect(described.length).toBeGreaterThan(30);
  });

  it('that manages anything is no member’s, and none that writes documents a viewer’s', () => {
    const members = closed().filter(({ needs }) => needs === 'own-account' || mayUse('member', needs));
    expect(members.filter(({ path }) => /^(users|invites|admin)\b/.test(path)).map(({ name }) => name)).toEqual([]);
    const writing = closed().filter(({ path, method }) => /^documents\b/.test(path) && method !== 'GET');
    expect(writing.length).toBeGreaterThan(2);
    expect(writing.every(({ needs }) => needs === 'documents.write')).toBe(true);
  });
});

describe.each(ROLES)('as %s', (role) => {
  const isMine = ({ needs }: RoutePermission): boolean => needs === 'own-account' || mayUse(role, needs);

  it('what is for others is refused, whatever is asked with', async () => {
    const refused = closed().filter((route) => !isMine(route));
    for (const route of refused) {
      const answer = await send(route.method, addressOf(route), family[role].token);
      expect({ route: route.name, status: answer.statusCode, ...answer.json() }).toMatchObject({
        route: route.name,
        status: 403,
        code: 'auth.forbidden',
      });
    }
    expect(refused.length === 0).toBe(role === 'owner');
  });

  it('what is for this role is not', async () => {
    const asked = closed().filter((route) => isMine(route) && route.method === 'GET' && route.path !== 'events');
    for (const route of asked) {
      const answer = await send(route.method, addressOf(route), family[role].token);
      const isRefused = [401, 403].includes(answer.statusCode);
      expect({ route: route.name, isRefused }).toEqual({ route: route.name, isRefused: false });
    }
  });
});

describe('a member whose role changes', () => {
  it('may at once what the new one may, with the token from before', async () => {
    const { owner, member } = family;
    const uploads = async () => (await send('DELETE', `documents/${newId()}`, member.token)).statusCode;
    expect(await uploads()).toBe(404);
    await send('PATCH', `users/${member.id}`, owner.token, { role: 'viewer' });
    expect(await uploads()).toBe(403);
    await send('PATCH', `users/${member.id}`, owner.token, { role: 'member' });
    expect(await uploads()).toBe(404);
  });

  it('is out at once when disabled, learns it by the right passphrase alone, and finds all as it was after', async () => {
    const { owner, member } = family;
    const chat = await send('POST', 'chats', member.token, { title: 'Kept' });
    expect(chat.statusCode).toBe(201);
    const disabled = await send('PATCH', `users/${member.id}`, owner.token, { state: 'disabled' });
    expect(disabled.json()).toMatchObject({ id: member.id, state: 'disabled' });
    expect((await send('GET', 'chats', member.token)).statusCode).toBe(401);
    const login = (words: string) =>
      send('POST', 'auth/login', undefined, { email: 'member@family.example', passphrase: words });
    expect((await login('some other passphrase entirely')).json()).toMatchObject({ code: 'auth.invalid-credentials' });
    expect((await login(passphrase)).json()).toMatchObject({ code: 'auth.disabled' });
    await send('PATCH', `users/${member.id}`, owner.token, { state: 'active' });
    family.member = signedIn((await login(passphrase)).json());
    expect((await send('GET', 'chats', family.member.token)).body).toContain('Kept');
  });
});

describe('limits of a member', () => {
  it('are shown to the member with what is used, and hold', async () => {
    const { owner, member } = family;
    const set = await send('PUT', `users/${member.id}/limits`, owner.token, { documents: 0, questionsPerDay: 0 });
    expect(set.json()).toMatchObject({ limits: { documents: 0, questionsPerDay: 0, storedBytes: null } });
    expect((await send('GET', 'me', member.token)).json()).toMatchObject({
      role: 'member',
      limits: { documents: 0, questionsPerDay: 0 },
      usage: { documents: 0, questionsToday: 0 },
    });
    const chat = z.object({ id: z.string() }).parse((await send('POST', 'chats', member.token, {})).json());
    const asked = await send('POST', `chats/${chat.id}/messages`, member.token, { text: 'What is in there?' });
    expect(asked.statusCode).toBe(403);
    expect(asked.json()).toMatchObject({ code: 'quota.exceeded', resource: 'questions-per-day', limit: 0, used: 0 });
    const boundary = 'x'.repeat(20);
    const upload = await api.app.inject({
      method: 'POST',
      url: '/api/v1/documents',
      headers: {
        authorization: `Bearer ${member.token}`,
        'content-type': `multipart/form-data; boundary=${boundary}`,
      },
      payload: `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="note.txt"\r\n\r\nNothing to see.\r\n--${boundary}--\r\n`,
    });
    expect(upload.json()).toMatchObject({ code: 'quota.exceeded', resource: 'documents', limit: 0, used: 0 });
    await send('PUT', `users/${member.id}/limits`, owner.token, {});
  });
});

describe('removing a member', () => {
  it('takes the address as a confirmation, and closes the account at once', async () => {
    const { owner, viewer } = family;
    const remove = (confirm: string) => send('DELETE', `users/${viewer.id}`, owner.token, { confirm });
    expect((await remove('member@family.example')).json()).toMatchObject({ code: 'member.wrong-confirmation' });
    expect((await send('GET', 'me', viewer.token)).statusCode).toBe(200);
    const ordered = await remove(' Viewer@Family.Example ');
    expect(ordered.statusCode).toBe(202);
    const { effectiveAt } = z.object({ effectiveAt: z.string() }).parse(ordered.json());
    expect((await send('GET', 'me', viewer.token)).statusCode).toBe(401);
    expect((await send('GET', 'users', owner.token)).json()).toMatchObject({
      data: expect.arrayContaining([expect.objectContaining({ id: viewer.id, erasedAt: effectiveAt })]),
    });
    expect((await remove('viewer@family.example')).json()).toMatchObject({ code: 'erasure.scheduled' });
  });
});

describe('sessions', () => {
  it('are listed, and end one by one or all but this one', async () => {
    const login = async () =>
      signedIn((await send('POST', 'auth/login', undefined, { email: 'admin@family.example', passphrase })).json());
    const [one, two] = [await login(), await login()];
    const listSchema = z.object({
      data: z.array(z.object({ id: z.string(), name: z.string(), current: z.boolean() })),
    });
    const list = async () => listSchema.parse((await send('GET', 'me/sessions', two.token)).json()).data;
    expect((await list()).filter(({ current }) => current)).toHaveLength(1);
    expect((await send('DELETE', 'me/sessions', two.token)).statusCode).toBe(204);
    expect(await list()).toHaveLength(1);
    expect((await send('GET', 'me', one.token)).statusCode).toBe(401);
    const foreign = await send('DELETE', `me/sessions/${newId()}`, two.token);
    expect(foreign.json()).toMatchObject({ code: 'session.not-found' });
    const [own] = await list();
    expect((await send('DELETE', `me/sessions/${own?.id}`, two.token)).statusCode).toBe(204);
    expect((await send('GET', 'me', two.token)).statusCode).toBe(401);
  });
});
