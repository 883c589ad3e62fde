import { formatRecoveryKey, newKey } from '@hearthlore/crypto';
import { loadEnv, Secret } from '@hearthlore/config';
import { replaceLostMasterKey } from '@hearthlore/vault';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ApiMember, asksWithKey } from '../../../../test/harness/api-member.js';
import { ada, ben, cleo, type Person } from '../../../../test/harness/identity.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { openPlatform } from '../platform/platform.js';
import { createServer } from '../server.js';

const CHATS = '/api/v1/chats';
const signedInAnew = z.object({ accessToken: z.string(), recoveryKey: z.string(), user: z.looseObject({}) });

let api: ApiUnderTest;
let owner: ApiMember;
beforeAll(async () => {
  api = await startApi();
  owner = await new ApiMember(api, ada).setsUp();
  await owner.asks(CHATS, { method: 'POST', payload: { title: 'About the roof' } });
});
afterAll(() => api.close());

const newPassphrase = (word: string): string => `${word} walnut bracket ferry october`;
const post = (url: string, payload: object, { app }: Pick<ApiUnderTest, 'app'> = api) =>
  app.inject({ method: 'POST', url: `/api/v1/${url}`, payload });
const recover = (recoveryKey: string, passphrase: string, more: object = {}) =>
  post('auth/recover', { recoveryKey, passphrase, ...more });
const signsIn = (person: Person, passphrase = person.passphrase) =>
  post('auth/login', { email: person.email, passphrase });

/** A new key on paper for somebody who is signed in. */
async function paperOf(member: ApiMember): Promise<string> {
  const ask = () => member.asks('/api/v1/me/recovery-key', { method: 'POST' });
  let answer = await ask();
  if (answer.statusCode === 403) {
    await member.stepsUp();
    answer = await ask();
  }
  return z.object({ recoveryKey: z.string() }).parse(answer.json()).recoveryKey;
}

const titles = async (member: ApiMember) =>
  z
    .object({ data: z.array(z.object({ title: z.string().nullable() })) })
    .parse((await member.asks(CHATS)).json())
    .data.map(({ title }) => title);

/** What a refusal says besides which request it was. */
function said(answer: { json: <T>() => T }): object {
  const { requestId: _id, instance: _instance, ...rest } = answer.json<Record<string, unknown>>();
  return rest;
}

/** Cuts the connection where sessions are about to be deleted: the last thing of the transaction. */
const CUT = `CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN OLD; END $$;
  ALTER FUNCTION cut_off() SECURITY DEFINER;
  CREATE TRIGGER cut_off BEFORE DELETE ON sessions FOR EACH ROW EXECUTE FUNCTION cut_off()`;

/** Each signs in several times, and a passphrase is stretched for 0.2 s of two cores. */
const TIMEOUT = 280_000;

describe('a recovery key', { timeout: TIMEOUT }, () => {
  it('gives a new passphrase and a new key, opens what was there, and signs everybody else out', async () => {
    const other = await new ApiMember(api, ada).signsIn();
    const paper = await paperOf(owner);
    const { key } = await owner.makesKey(['chat']);
    const answer = await recover(paper.toLowerCase(), newPassphrase('oyster'));
    expect(answer.statusCode).toBe(200);
    expect(String(answer.headers['set-cookie'])).toContain('hl_rt1_');
    const next = signedInAnew.parse(answer.json());
    expect(next.recoveryKey).not.toBe(paper);

    for (const gone of [owner, other]) expect((await gone.asks('/api/v1/me')).statusCode).toBe(401);
    expect((await asksWithKey(api, key, CHATS)).statusCode).toBe(401);
    expect((await signsIn(ada)).statusCode).toBe(401);
    expect((await recover(paper, newPassphrase('kettle'))).json()).toMatchObject({ code: 'recovery-key.wrong' });

    owner = await new ApiMember(api, { ...ada, passphrase: newPassphrase('oyster') }).signsIn();
    expect(await titles(owner)).toEqual(['About the roof']);
    const notices = await owner.asks('/api/v1/me/notices');
    expect(notices.body).toContain('recovery-key-used');
  });

  it('is answered alike whether it was replaced or never was, and changes nothing', async () => {
    const replaced = await paperOf(owner);
    await paperOf(owner);
    const answers = [];
    for (const key of [replaced, formatRecoveryKey(newKey())])
      answers.push(said(await recover(key, newPassphrase('lantern'))));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 422, code: 'recovery-key.wrong' });
    expect((await owner.asks('/api/v1/me')).statusCode).toBe(200);
  });

  it('is told apart from a slip of the pen, and a weak passphrase is refused before anything', async () => {
    const paper = await paperOf(owner);
    const slip = paper.replace(/^./, (first) => (first === '7' ? '8' : '7'));
    expect((await recover(slip, newPassphrase('kettle'))).json()).toMatchObject({ code: 'recovery-key.mistyped' });
    expect((await recover(paper, 'password1234567')).json()).toMatchObject({ code: 'passphrase.too-weak' });
    expect((await owner.asks('/api/v1/me')).statusCode).toBe(200);
  });

  it('is not enough where a second factor is set', async () => {
    const member = await owner.admits(ben);
    const paper = await paperOf(member);
    const offer = await member.asks('/api/v1/me/totp', { method: 'POST' });
    const { secret } = z.object({ secret: z.string() }).parse(offer.json());
    const code = (ahead: number) => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + ahead });
    const confirmed = await member.asks('/api/v1/me/totp/confirm', { method: 'POST', payload: { code: code(0) } });
    expect(confirmed.statusCode).toBe(200);

    const asked = await recover(paper, newPassphrase('saddle'));
    expect(asked.json()).toMatchObject({ status: 401, code: 'auth.second-factor-required' });
    expect((await member.asks('/api/v1/me')).statusCode).toBe(200);
    const { challenge } = z.looseObject({ challenge: z.string() }).parse(asked.json());
    const admitted = await post('auth/second-factor', { challenge, code: code(30) });
    expect(admitted.statusCode).toBe(200);
    expect(signedInAnew.parse(admitted.json()).recoveryKey).not.toBe(paper);
    expect((await signsIn(ben)).json()).toMatchObject({ code: 'auth.invalid-credentials' });
    expect((await signsIn(ben, newPassphrase('saddle'))).json()).toMatchObject({
      code: 'auth.second-factor-required',
    });
  });

  it('leaves all as it was where the connection is cut in the middle', async () => {
    const paper = await paperOf(owner);
    await queryAsSuperuser(api.database, CUT);
    try {
      expect((await recover(paper, newPassphrase('velvet'))).statusCode).toBeGreaterThanOrEqual(500);
    } finally {
      await queryAsSuperuser(api.database, 'DROP TRIGGER cut_off ON sessions');
    }
    expect((await owner.asks('/api/v1/me')).statusCode).toBe(200);
    expect((await signsIn(ada, newPassphrase('velvet'))).statusCode).toBe(401);
    const check = { method: 'POST', payload: { recoveryKey: paper } } as const;
    expect((await owner.asks('/api/v1/me/recovery-key/check', check)).statusCode).toBe(204);
    expect((await recover(paper, newPassphrase('oyster'))).statusCode).toBe(200);
    owner = await new ApiMember(api, { ...ada, passphrase: newPassphrase('oyster') }).signsIn();
  });
});

describe('after the loss of the master key', { timeout: TIMEOUT }, () => {
  it('a recovery key still opens the account, and brings its name and address back', async () => {
    const member = await owner.admits(cleo);
    const [adas, cleos] = [await paperOf(owner), await paperOf(member)];
    const masterKey = newKey();
    await replaceLostMasterKey(api.platform.bundles, [], masterKey);
    const { urls } = api.database;
    const env = loadEnv({ ...lostEnv(), HEARTHLORE_DATA_DIR: api.platform.env.HEARTHLORE_DATA_DIR });
    const platform = await openPlatform(env, {
      masterKey: new Secret(new Uint8Array(masterKey)),
      databaseUrls: { app: new Secret(urls.app), queue: new Secret(urls.queue) },
    });
    const app = await createServer(platform);
    await app.init();
    const there = { ...api, app, platform };
    const comesBack = (recoveryKey: string, more: object = {}) =>
      post('auth/recover', { recoveryKey, passphrase: newPassphrase('harbour'), ...more }, there);
    try {
      expect((await comesBack(adas)).json()).toMatchObject({ status: 422, code: 'auth.profile-required' });
      const back = await comesBack(adas, { name: 'Ada', email: ada.email });
      expect(back.json()).toMatchObject({ user: { name: 'Ada', email: ada.email, role: 'owner' } });
      const again = await new ApiMember(there, { ...ada, passphrase: newPassphrase('harbour') }).signsIn();
      expect(await titles(again)).toEqual(['About the roof']);
      expect((await again.asks('/api/v1/users')).statusCode).toBe(200);
      expect((await comesBack(cleos, { name: 'Cleo', email: ada.email })).json()).toMatchObject({
        status: 409,
        code: 'member.email-taken',
      });
      expect((await comesBack(cleos, { name: 'Cleo', email: cleo.email })).statusCode).toBe(200);
    } finally {
      await app.close();
      await platform.close();
    }
  });
});

const lostEnv = () => ({
  HEARTHLORE_LOG_LEVEL: 'error',
  HEARTHLORE_MODELS_DIR: '/nonexistent',
  HEARTHLORE_MODELS_PULL: 'off',
  HEARTHLORE_LIMITS_SCALE: '100',
});
