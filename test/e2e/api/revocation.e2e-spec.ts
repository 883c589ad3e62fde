import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type LanguageModelServer,
  startLanguageModelServer,
} from '../../harness/language-model/language-model-server.js';
import { type Product, startProduct } from '../../harness/product.js';
import type { ProductClient } from '../../harness/product-client.js';
import { asDatabaseWriter } from '../../harness/security/running-database.js';

const ada = { name: 'Ada', email: 'ada@gone.example', passphrase: 'bramble turret oyster canvas pine' };
const ben = { name: 'Ben', email: 'ben@gone.example', passphrase: 'cricket lantern maple quarry dusk' };

let product: Product;
let model: LanguageModelServer;
let owner: ProductClient;

beforeAll(async () => {
  // It talks until somebody hangs up.
  model = await startLanguageModelServer({ mode: 'random' });
  product = await startProduct({ env: { HEARTHLORE_LLM_URL: model.url } });
  owner = await product.client().setsUp(product.setupCode, ada);
  await (await owner.admits(product.client(), ben)).uploads('boat.md', '# Boat\n\nThe boat lies in the harbour.\n');
  await owner.uploads('boat.md', '# Boat\n\nThe boat lies in the harbour.\n');
});

afterAll(async () => {
  await product.dispose();
  await model.stop();
});

const sessionsSchema = z.object({ data: z.array(z.object({ id: z.string(), current: z.boolean() })) });
const keySchema = z.object({ id: z.string(), key: z.string() });

type Headers = Readonly<Record<string, string>>;
const bearer = ({ accessToken }: ProductClient): Headers => ({ authorization: `Bearer ${accessToken}` });

interface OpenStream {
  /** Resolves with its name when the server has ended it, in whatever way. */
  readonly ended: Promise<string>;
  readonly heard: () => string;
  hangUp(): Promise<unknown>;
}

/** @param until It has to have said this first; without it, that it was answered is enough. */
async function open(name: string, path: string, init: RequestInit, until?: RegExp): Promise<OpenStream> {
  const hangingUp = new AbortController();
  const response = await fetch(`${product.url}/api/v1/${path}`, { ...init, signal: hangingUp.signal });
  expect(response.status).toBe(200);
  let text = '';
  const talking = Promise.withResolvers<void>();
  const read = async (): Promise<void> => {
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (until?.test(text)) talking.resolve();
    }
  };
  // A broken connection is an end as well.
  const ended = read().then(
    () => name,
    () => name,
  );
  if (until !== undefined) await Promise.race([talking.promise, ended]);
  const hangUp = (): Promise<unknown> => {
    hangingUp.abort();
    return ended;
  };
  return { ended, heard: () => text, hangUp };
}

/** Both kinds of stream there are, with an answer that is being written. */
async function openBoth(client: ProductClient, headers: Headers): Promise<readonly [OpenStream, OpenStream]> {
  const chat = await client.startsChat();
  const events = await open('events', 'events', { headers });
  const json = { ...headers, 'content-type': 'application/json' };
  const body = JSON.stringify({ text: 'Where does the boat lie?' });
  const answer = await open('answer', `chats/${chat}/messages`, { method: 'POST', headers: json, body }, /text-delta/);
  expect(answer.heard()).toContain('text-delta');
  return [events, answer];
}

async function currentSession(client: ProductClient): Promise<string> {
  const { data } = sessionsSchema.parse((await client.get('/api/v1/me/sessions')).body);
  return data.find(({ current }) => current)?.id ?? '';
}

async function makeKey(): Promise<z.output<typeof keySchema>> {
  await owner.post('/api/v1/me/step-up', { passphrase: ada.passphrase });
  const wanted = { name: 'Reader', scopes: ['documents:read', 'chat'] };
  return keySchema.parse((await owner.post('/api/v1/api-keys', wanted)).body);
}

async function statusWith(key: string): Promise<number> {
  return (await fetch(`${product.url}/api/v1/documents`, { headers: { 'x-api-key': key } })).status;
}

/** Revokes and waits for both streams to end, while one of the owner's goes on. */
async function revoked(streams: readonly OpenStream[], revoke: () => Promise<unknown>): Promise<void> {
  const bystander = await open('bystander', 'events', { headers: bearer(owner) });
  await revoke();
  const ended = await Promise.all(streams.map((stream) => stream.ended));
  expect(ended.sort()).toEqual(['answer', 'events']);
  const { id } = await owner.uploads('after.txt', `Something happens afterwards, ${Math.random()}.`);
  while (!bystander.heard().includes(id)) await new Promise((resolve) => setTimeout(resolve, 20));
  await bystander.hangUp();
  // Nobody listens: the model has been told to stop.
  while ((await model.busySlots()) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe('open streams end', () => {
  it('when their session is revoked on another device', async () => {
    const phone = await product.client().signsIn(ben);
    const laptop = await product.client().signsIn(ben);
    const streams = await openBoth(phone, bearer(phone));
    const id = await currentSession(phone);
    await revoked(streams, () => laptop.delete(`/api/v1/me/sessions/${id}`));
    expect((await phone.get('/api/v1/me')).status).toBe(401);
    expect((await laptop.get('/api/v1/me')).status).toBe(200);
  });

  it('when the key of a program is revoked', async () => {
    const { id, key } = await makeKey();
    const streams = await openBoth(owner, { 'x-api-key': key });
    await revoked(streams, () => owner.delete(`/api/v1/api-keys/${id}`));
    expect(await statusWith(key)).toBe(401);
  });

  it('when the row of their session or key is gone, whoever removed it', async () => {
    const phone = await product.client().signsIn(ben);
    const session = await currentSession(phone);
    await revoked(await openBoth(phone, bearer(phone)), () =>
      asDatabaseWriter(product.dataDir, (database) => database.query('DELETE FROM sessions WHERE id = $1', [session])),
    );
    const { id, key } = await makeKey();
    await revoked(await openBoth(owner, { 'x-api-key': key }), () =>
      asDatabaseWriter(product.dataDir, (database) => database.query('DELETE FROM api_keys WHERE id = $1', [id])),
    );
    expect([(await phone.get('/api/v1/me')).status, await statusWith(key)]).toEqual([401, 401]);
  });

  it('when their member is disabled', async () => {
    const phone = await product.client().signsIn(ben);
    const streams = await openBoth(phone, bearer(phone));
    await owner.post('/api/v1/me/step-up', { passphrase: ada.passphrase });
    await revoked(streams, async () => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ state: 'disabled' });
      const answer = await owner.send(`/api/v1/users/${phone.userId}`, { method: 'PATCH', headers, body });
      expect(answer.status).toBe(200);
    });
    const again = await product.client().post('/api/v1/auth/login', { email: ben.email, passphrase: ben.passphrase });
    expect(again.status).toBe(403);
  });
});
