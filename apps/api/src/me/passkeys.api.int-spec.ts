import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { type Misconduct, SoftwareAuthenticator } from '../../../../test/harness/software-authenticator.js';

const email = 'anna@example.org';
const passphrase = 'obsessive unwound diminish carrot lapel';

let api: ApiUnderTest;
let token: string;
let device: SoftwareAuthenticator;
let passkeyId: string;
let credentialId: string;

beforeAll(async () => {
  api = await startApi();
  device = new SoftwareAuthenticator('http://localhost:7420', 'localhost');
  const setUp = await post('setup', { code: api.setupCode, name: 'Anna', email, passphrase });
  token = z.object({ accessToken: z.string() }).parse(setUp.json()).accessToken;
  await call('POST', 'me/step-up', { passphrase });
});
afterAll(() => api.close());

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
function call(method: Method, url: string, payload?: object, bearer = token) {
  const headers = { authorization: `Bearer ${bearer}` };
  return api.app.inject({ method, url: `/api/v1/${url}`, headers, ...(payload ? { payload } : {}) });
}
/** Every call from a network of its own: what is refused here would fill the bucket of one. */
let networks = 0;
const post = (url: string, payload: object, headers: Record<string, string> = {}) => {
  networks += 1;
  const remoteAddress = `127.0.${networks}.1`;
  return api.app.inject({ method: 'POST', url: `/api/v1/${url}`, payload, headers, remoteAddress });
};
const outcome = ({ statusCode, body }: { statusCode: number; body: string }) => [
  statusCode,
  z.looseObject({ code: z.string().optional() }).parse(JSON.parse(body)).code,
];

const salts = z.object({ first: z.string() });
const creation = z.object({
  options: z.object({
    challenge: z.string(),
    user: z.object({ id: z.string() }),
    extensions: z.object({ prf: z.object({ eval: salts }) }),
  }),
});
const request = z.object({
  options: z.object({
    challenge: z.string(),
    allowCredentials: z.array(z.object({ id: z.string() })).default([]),
    extensions: z.object({ prf: z.object({ evalByCredential: z.record(z.string(), salts) }).optional() }),
  }),
});
const askedWith = async (credentialIds?: string[]) => {
  const { options } = request.parse(
    (await post('auth/passkey/options', credentialIds ? { credentialIds } : {})).json(),
  );
  const { challenge, allowCredentials, extensions } = options;
  const prf = extensions.prf;
  return { challenge, ...(allowCredentials.length === 0 ? {} : { allowCredentials }), extensions: prf ? { prf } : {} };
};
const signsIn = async (misconduct: Misconduct = {}, credentialIds?: string[]) =>
  post('auth/passkey', device.get(await askedWith(credentialIds), misconduct));

describe('a passkey', () => {
  it('is added with its name, and keeps a salt of its own', async () => {
    const { options } = creation.parse((await call('POST', 'me/passkeys/options')).json());
    const made = device.create(options);
    const added = await call('POST', 'me/passkeys', { credential: made.credential, name: 'Phone', prf: made.prf });
    expect(added.statusCode).toBe(201);
    const passkey = z.object({ id: z.string(), credentialId: z.string(), prfSalt: z.string() }).parse(added.json());
    expect(added.json()).toMatchObject({ name: 'Phone', unlocks: true });
    expect(passkey.prfSalt).toBe(options.extensions.prf.eval.first);
    expect(passkey.credentialId).toBe(made.credential.id);
    ({ id: passkeyId, credentialId } = passkey);
  });

  it('is not added twice, nor over a challenge that is used', async () => {
    const { options } = creation.parse((await call('POST', 'me/passkeys/options')).json());
    const made = new SoftwareAuthenticator('http://localhost:7420', 'localhost').create(options);
    const body = { credential: made.credential, name: 'Key' };
    const added = await call('POST', 'me/passkeys', body);
    expect(added.statusCode).toBe(201);
    expect(outcome(await call('POST', 'me/passkeys', body))).toEqual([400, 'passkey.invalid']);
    const { id } = z.object({ id: z.string() }).parse(added.json());
    expect((await call('DELETE', `me/passkeys/${id}`)).statusCode).toBe(204);
  });

  it('signs in and unlocks with one touch where the device remembers it', async () => {
    const signedIn = await signsIn({}, [credentialId, randomBytes(32).toString('base64url')]);
    expect(signedIn.json()).toMatchObject({ locked: false, user: { email } });
    const { accessToken } = z.object({ accessToken: z.string() }).parse(signedIn.json());
    expect((await call('GET', 'documents', undefined, accessToken)).statusCode).toBe(200);
  });

  it('begins a locked session without its PRF, which the passphrase or a second touch unlocks', async () => {
    for (const how of ['passphrase', 'passkey']) {
      const signedIn = await signsIn();
      expect(signedIn.json()).toMatchObject({ locked: true });
      const { accessToken } = z.object({ accessToken: z.string() }).parse(signedIn.json());
      expect(outcome(await call('GET', 'documents', undefined, accessToken))).toEqual([401, 'vault.locked']);
      const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
      const headers = { cookie, 'x-hearthlore-client': '1' };
      expect(outcome(await post('auth/unlock', { passphrase }, { cookie }))).toEqual([403, 'auth.cross-site']);
      expect(outcome(await post('auth/unlock', { passphrase: 'x' }, headers))).toEqual([
        401,
        'auth.invalid-credentials',
      ]);
      const key = how === 'passphrase' ? { passphrase } : { passkey: device.get(await askedWith([credentialId])) };
      const unlocked = await post('auth/unlock', key, headers);
      expect(unlocked.json()).toMatchObject({ locked: false });
      expect((await call('GET', 'documents', undefined, accessToken)).statusCode).toBe(200);
    }
  });

  it.each<[string, Misconduct]>([
    ['without user verification', { userVerified: false }],
    ['from another page', { origin: 'http://localhost:9999' }],
    ['for another name', { rpId: 'example.org' }],
    ['over a challenge of its own', { challenge: randomBytes(32).toString('base64url') }],
    ['as a registration', { type: 'webauthn.create' }],
    ['with a counter that went back', { counter: 1 }],
    ['as one that may be backed up all of a sudden', { backupEligible: true }],
    ['as somebody else', { userHandle: randomBytes(16).toString('base64url') }],
    ['with another signature', { signature: randomBytes(70) }],
  ])('is refused %s', async (_, misconduct) => {
    expect(outcome(await signsIn(misconduct))).toEqual([401, 'auth.passkey-invalid']);
  });

  it('is refused alike when nobody has it, and when its challenge was used', async () => {
    const options = await askedWith();
    const answer = device.get(options);
    const id = randomBytes(32).toString('base64url');
    const unknown = await post('auth/passkey', { credential: { ...answer.credential, id, rawId: id } });
    const replayed = await post('auth/passkey', answer);
    expect(outcome(unknown)).toEqual([401, 'auth.passkey-invalid']);
    const shown = (body: string) => body.replace(/"requestId":"[^"]*"/, '');
    expect(shown(replayed.body)).toBe(shown(unknown.body));
  });

  it('is never a 5xx, whatever the bytes are', async () => {
    const random = (most: number): string => randomBytes(1 + Math.floor(Math.random() * most)).toString('base64url');
    for (let turn = 0; turn < 12; turn += 1) {
      const { credential } = device.get(await askedWith());
      const broken = {
        ...credential.response,
        [['authenticatorData', 'signature', 'clientDataJSON'][turn % 3] ?? '']: random(80),
      };
      const answered = await post('auth/passkey', { credential: { ...credential, response: broken } });
      expect([400, 401]).toContain(answered.statusCode);
    }
    for (let turn = 0; turn < 20; turn += 1) {
      const { options } = creation.parse((await call('POST', 'me/passkeys/options')).json());
      const { credential } = new SoftwareAuthenticator('http://localhost:7420', 'localhost').create(options);
      const bytes = Buffer.from(credential.response.attestationObject, 'base64url');
      bytes[Math.floor(Math.random() * bytes.length)] = Math.floor(Math.random() * 256);
      const cut = turn % 2 === 0 ? bytes : bytes.subarray(0, Math.floor(Math.random() * bytes.length) + 1);
      const response = { ...credential.response, attestationObject: cut.toString('base64url') };
      const answered = await call('POST', 'me/passkeys', { credential: { ...credential, response }, name: 'Odd' });
      expect([201, 400, 409]).toContain(answered.statusCode);
    }
  });

  it('steps up, where it unlocks', async () => {
    const { options } = request.parse((await call('POST', 'me/step-up/options')).json());
    const asked = { ...options, extensions: options.extensions.prf ? { prf: options.extensions.prf } : {} };
    const only = { ...asked, allowCredentials: asked.allowCredentials.filter(({ id }) => id === credentialId) };
    const { credential, prf } = device.get(only);
    const without = await call('POST', 'me/step-up', { passkey: { credential } });
    expect(outcome(without)).toEqual([403, 'auth.step-up-refused']);
    const again = request.parse((await call('POST', 'me/step-up/options')).json()).options;
    const answer = device.get({ ...only, challenge: again.challenge });
    expect(answer.prf).toBe(prf);
    expect((await call('POST', 'me/step-up', { passkey: answer })).statusCode).toBe(200);
  });

  it('is called as its member likes, and ends the others’ sessions when it goes', async () => {
    const other = await signsIn({}, [credentialId]);
    const renamed = await call('PATCH', `me/passkeys/${passkeyId}`, { name: 'Old phone' });
    expect(renamed.json()).toMatchObject({ name: 'Old phone' });
    expect((await call('DELETE', `me/passkeys/${passkeyId}`)).statusCode).toBe(204);
    expect(outcome(await call('DELETE', `me/passkeys/${passkeyId}`))).toEqual([404, 'passkey.not-found']);
    const { accessToken } = z.object({ accessToken: z.string() }).parse(other.json());
    expect((await call('GET', 'documents', undefined, accessToken)).statusCode).toBe(401);
    expect(outcome(await signsIn())).toEqual([401, 'auth.passkey-invalid']);
    expect((await post('auth/login', { email, passphrase })).statusCode).toBe(200);
  });
});

it('has none where the address has no name', async () => {
  const nameless = await startApi({
    HEARTHLORE_PUBLIC_URL: 'https://192.0.2.7:7420',
    HEARTHLORE_TRUSTED_PROXIES: '192.0.2.1/32',
  });
  const asked = await nameless.app.inject({
    method: 'POST',
    url: '/api/v1/auth/passkey/options',
    payload: {},
    headers: { host: '192.0.2.7:7420' },
  });
  await nameless.close();
  expect(outcome(asked)).toEqual([422, 'passkey.unavailable']);
});
