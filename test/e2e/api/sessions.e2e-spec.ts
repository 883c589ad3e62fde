import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newDataDir, type Product, removeDataDir, startProduct } from '../../harness/product.js';
import type { Answer, ProductClient } from '../../harness/product-client.js';

const ada = { name: 'Ada', email: 'ada@session.example', passphrase: 'hickory comet saddle fjord lilac' };
const ben = { name: 'Ben', email: 'Ben@Session.Example', passphrase: 'turbine acorn velvet harp mist' };

const dataDir = newDataDir();
let product: Product;
let owner: ProductClient;

beforeAll(async () => {
  product = await startProduct({ dataDir });
});

afterAll(async () => {
  await product.stop();
  removeDataDir(dataDir);
});

const codeSchema = z.looseObject({ code: z.string() });
const codeOf = ({ status, body }: Answer): string => `${status} ${codeSchema.safeParse(body).data?.code}`;
const setupFile = (): string => readFileSync(join(dataDir, 'setup-code'), 'utf8').trim();

async function restart(): Promise<void> {
  await product.stop();
  product = await startProduct({ dataDir });
}

/** The same cookie again, as a second tab or a thief has it. */
function copyOf(client: ProductClient): () => Promise<Answer> {
  const headers = { cookie: client.refreshCookie, 'x-hearthlore-client': '1' };
  return () => product.client().send('/api/v1/auth/refresh', { method: 'POST', headers });
}

describe('setting up', () => {
  it('refuses weak passphrases and says how long one has to be', async () => {
    for (const passphrase of ['short', 'aaaaaaaaaaaaaaaaaaaa', 'correct horse battery', `${ada.name} ${ada.email}`]) {
      const answer = await product.client().post('/api/v1/setup', { ...ada, passphrase, code: setupFile() });
      expect(codeOf(answer)).toBe('422 passphrase.too-weak');
      expect(answer.body).toMatchObject({ minimumLength: 15 });
    }
  });

  it('takes five wrong codes, then there is a new one', async () => {
    const first = setupFile();
    expect(first).toBe(product.setupCode);
    expect(statSync(join(dataDir, 'setup-code')).mode & 0o777).toBe(0o600);
    for (let tries = 1; tries <= 5; tries += 1) {
      expect(setupFile()).toBe(first);
      const answer = await product.client().post('/api/v1/setup', { ...ada, code: 'AAAA-BBBB-CCCC' });
      expect(codeOf(answer)).toBe('403 setup.wrong-code');
    }
    expect(setupFile()).not.toBe(first);
    const old = await product.client().post('/api/v1/setup', { ...ada, code: first });
    expect(codeOf(old)).toBe('403 setup.wrong-code');
  });

  it('makes the owner once, with a recovery key, and then there is nothing to set up', async () => {
    expect((await product.client().get('/api/v1/meta')).body).toMatchObject({ setupRequired: true });
    const code = setupFile();
    owner = await product.client().setsUp(code, ada);
    expect(owner.recoveryKey).toMatch(/^([0-9A-Z]{4}-){13}[0-9A-Z]{2}$/);
    expect((await owner.get('/api/v1/me')).body).toMatchObject({ name: ada.name, email: ada.email, role: 'owner' });
    const again = await product.client().post('/api/v1/setup', { ...ada, code });
    expect(codeOf(again)).toBe('404 setup.done');
    expect((await product.client().get('/api/v1/meta')).body).toMatchObject({ setupRequired: false });
  });
});

describe('signing in', () => {
  it('answers a wrong passphrase and an unknown address alike', async () => {
    const [wrong, unknown] = await Promise.all([
      product.client().post('/api/v1/auth/login', { email: ada.email, passphrase: ben.passphrase }),
      product.client().post('/api/v1/auth/login', { email: 'nobody@session.example', passphrase: ben.passphrase }),
    ]);
    expect([wrong, unknown].map(codeOf)).toEqual(['401 auth.invalid-credentials', '401 auth.invalid-credentials']);
  });

  it('takes the address however it is typed', async () => {
    const client = await product.client().signsIn({ ...ada, email: ' ADA@Session.example ' });
    expect(client.userId).toBe(owner.userId);
    await client.signsOut();
  });
});

describe('a session', () => {
  it('gets a new cookie with every refresh; the one before gets the same answer until that is used', async () => {
    const client = await product.client().signsIn(ada);
    const secondTab = copyOf(client);
    await client.refreshes();
    const next = client.refreshCookie;
    const repeated = await secondTab();
    expect(repeated.status).toBe(200);
    expect(repeated.headers.getSetCookie()[0]).toContain(next);
    await client.signsOut();
  });

  it('ends when a cookie comes back whose successor was used', async () => {
    const client = await product.client().signsIn(ada);
    const thief = copyOf(client);
    await client.refreshes();
    await client.refreshes();
    expect(codeOf(await thief())).toBe('401 auth.session-revoked');
    expect(codeOf(await client.refreshes())).toBe('401 auth.session-revoked');
    expect(codeOf(await client.get('/api/v1/documents'))).toBe('401 vault.locked');
    // Other sessions of the member live on.
    expect((await owner.get('/api/v1/documents')).status).toBe(200);
  });

  it('ends at once when its owner signs out', async () => {
    const client = await product.client().signsIn(ada);
    const late = copyOf(client);
    const answer = await client.signsOut();
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-hearthlore=;/);
    expect((await client.get('/api/v1/documents')).status).toBe(401);
    expect(codeOf(await late())).toBe('401 auth.session-revoked');
  });

  it('is locked after a restart until one refresh, without a passphrase', async () => {
    await owner.uploads('kept.txt', 'The kettle is older than the house.');
    await restart();
    const moved = product.client();
    const headers = { cookie: owner.refreshCookie, origin: product.url, 'x-hearthlore-client': '1' };
    const bearer = { authorization: `Bearer ${owner.accessToken}` };
    expect(codeOf(await moved.send('/api/v1/documents', { headers: bearer }))).toBe('401 vault.locked');
    const refreshed = await moved.send('/api/v1/auth/refresh', { method: 'POST', headers });
    expect(refreshed.status).toBe(200);
    const found = await moved.send('/api/v1/documents', { headers: bearer });
    expect(found.status).toBe(200);
    expect(JSON.stringify(found.body)).toContain('kept.txt');
    owner = await product.client().signsIn(ada);
  });

  it('is brought back by several tabs at once, and none of them interrupts another', async () => {
    for (let round = 0; round < 2; round += 1) {
      const client = await product.client().signsIn(ada);
      await restart();
      const [first, ...others] = [copyOf(client), copyOf(client), copyOf(client)];
      const [fresh] = [first?.(), ...others.map((tab) => tab())];
      const { accessToken } = z.object({ accessToken: z.string() }).parse((await fresh)?.body);
      const headers = { authorization: `Bearer ${accessToken}` };
      const body = new FormData();
      body.set('file', new Blob([`${'A long letter about the garden. '.repeat(2000)}${round}`]), `letter-${round}.txt`);
      const sent = await product.client().send('/api/v1/documents', { method: 'POST', headers, body });
      expect(sent).toMatchObject({ status: 202 });
      const { id } = z.object({ id: z.string() }).parse(sent.body);
      owner = await product.client().signsIn(ada);
      expect((await owner.waitsFor(id)).state).toBe('ready');
    }
  });
});

describe('an invitation', () => {
  const inviteSchema = z.object({ id: z.string(), token: z.string() });
  const invite = async (fields: object) =>
    inviteSchema.parse((await owner.post('/api/v1/invites', { role: 'member', ...fields })).body);

  it('lets somebody in when the inviter confirms, and works once', async () => {
    const { id, token } = await invite({});
    const accepted = await product.client().post('/api/v1/invites/accept', { token, ...ben });
    expect(accepted.status).toBe(201);
    const early = { email: ben.email, passphrase: ben.passphrase };
    expect(codeOf(await product.client().post('/api/v1/auth/login', early))).toBe('403 auth.awaiting-confirmation');
    expect((await owner.post(`/api/v1/invites/${id}/confirm`, {})).status).toBe(204);
    const member = await product.client().signsIn({ ...ben, email: ben.email.toLowerCase() });
    expect((await member.get('/api/v1/me')).body).toMatchObject({ role: 'member', email: ben.email });
    expect(await member.lists()).toEqual([]);
    const again = await product.client().post('/api/v1/invites/accept', { token, ...ben, email: 'c@session.example' });
    expect(codeOf(again)).toBe('404 invite.not-found');
  });

  it('is for the address it names, and can be withdrawn', async () => {
    const other = { ...ben, email: 'dora@session.example' };
    const bound = await invite({ email: 'eve@session.example' });
    const stranger = await product.client().post('/api/v1/invites/accept', { token: bound.token, ...other });
    expect(codeOf(stranger)).toBe('404 invite.not-found');
    expect((await owner.delete(`/api/v1/invites/${bound.id}`)).status).toBe(204);
    const withdrawn = { token: bound.token, ...other, email: 'eve@session.example' };
    expect(codeOf(await product.client().post('/api/v1/invites/accept', withdrawn))).toBe('404 invite.not-found');
  });

  it('makes no second account for an address, and none with a weak passphrase', async () => {
    const { token } = await invite({});
    const weak = { token, ...ben, email: 'frida@session.example', passphrase: 'password password' };
    expect(codeOf(await product.client().post('/api/v1/invites/accept', weak))).toBe('422 passphrase.too-weak');
    const taken = await product.client().post('/api/v1/invites/accept', { token, ...ben });
    expect(codeOf(taken)).toBe('409 member.email-taken');
  });
});
