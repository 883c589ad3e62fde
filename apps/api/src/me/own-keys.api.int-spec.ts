import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ApiMember, asksWithKey } from '../../../../test/harness/api-member.js';
import { ada } from '../../../../test/harness/identity.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';

const CHATS = '/api/v1/chats';
const DATA_KEYS = '/api/v1/me/data-keys';
const NEXT = 'saddle walnut bracket ferry october';
const status = z.object({ version: z.number(), recordSets: z.object({ total: z.number(), older: z.number() }) });

let api: ApiUnderTest;
let owner: ApiMember;
beforeAll(async () => {
  api = await startApi();
  owner = await new ApiMember(api, ada).setsUp();
}, 280_000);
afterAll(() => api.close());

const begins = (title: string) => owner.asks(CHATS, { method: 'POST', payload: { title } });
const titles = async () =>
  z
    .object({ data: z.array(z.object({ title: z.string() })) })
    .parse((await owner.asks(`${CHATS}?limit=100`)).json())
    .data.map(({ title }) => title)
    .sort();
const versions = () =>
  queryAsSuperuser<{ key_version: number }>(
    api.database,
    `SELECT key_version FROM record_sets WHERE kind = 'conversation' ORDER BY key_version`,
  );

async function sealedAnew(): Promise<z.output<typeof status>> {
  for (;;) {
    const now = status.parse((await owner.asks(DATA_KEYS)).json());
    if (now.recordSets.older === 0) return now;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a new data key', { timeout: 280_000 }, () => {
  it('takes a step-up, moves everything in the background, and nobody who reads meanwhile notices', async () => {
    const all = Array.from({ length: 40 }, (_, index) => `Chat ${String(index).padStart(2, '0')}`);
    for (const title of all) await begins(title);
    const rotate = () => owner.asks(`${DATA_KEYS}/rotate`, { method: 'POST' });
    expect((await rotate()).json()).toMatchObject({ code: 'auth.step-up-required' });
    await owner.stepsUp();
    const answer = await rotate();
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({ version: 2, recordSets: { total: 40 } });
    const [read] = await Promise.all([Promise.all(Array.from({ length: 5 }, titles)), sealedAnew()]);
    for (const one of read) expect(one).toEqual(all);
    expect(new Set((await versions()).map(({ key_version }) => key_version))).toEqual(new Set([2]));
    expect(await titles()).toEqual(all);
  });

  it('whose pass was cut off is followed at the next unlock', async () => {
    await queryAsSuperuser(
      api.database,
      `CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN
          IF (SELECT count(*) FROM record_sets WHERE key_version = NEW.key_version) > 10
            THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER cut_off BEFORE UPDATE OF key_version ON record_sets FOR EACH ROW
          WHEN (NEW.key_version > OLD.key_version) EXECUTE FUNCTION cut_off()`,
    );
    const before = await titles();
    await owner.stepsUp();
    await owner.asks(`${DATA_KEYS}/rotate`, { method: 'POST' });
    let { older } = status.parse((await owner.asks(DATA_KEYS)).json()).recordSets;
    while (older > 30) ({ older } = status.parse((await owner.asks(DATA_KEYS)).json()).recordSets);
    expect(await titles()).toEqual(before);
    await queryAsSuperuser(api.database, 'DROP TRIGGER cut_off ON record_sets');
    owner = await new ApiMember(api, ada).signsIn();
    expect((await sealedAnew()).version).toBe(3);
    expect(await titles()).toEqual(before);
  });
});

describe('a new passphrase', { timeout: 280_000 }, () => {
  it('takes a step-up and strength, ends every other way in, keeps this one, and seals under a new key', async () => {
    const other = await new ApiMember(api, ada).signsIn();
    const change = (passphrase: string) =>
      owner.asks('/api/v1/me/passphrase', { method: 'PUT', payload: { passphrase } });
    const before = await titles();
    const stale = await new ApiMember(api, ada).signsIn();
    const refused = await stale.asks('/api/v1/me/passphrase', { method: 'PUT', payload: { passphrase: NEXT } });
    expect(refused.json()).toMatchObject({ status: 403, code: 'auth.step-up-required' });
    await owner.stepsUp();
    const { key } = await owner.makesKey(['chat']);
    expect((await asksWithKey(api, key, CHATS)).statusCode).toBe(200);
    expect((await change('correct horse')).json()).toMatchObject({ status: 422, code: 'passphrase.too-weak' });
    expect((await other.asks('/api/v1/me')).statusCode).toBe(200);

    expect((await change(NEXT)).statusCode).toBe(204);
    for (const gone of [other, stale]) expect((await gone.asks('/api/v1/me')).statusCode).toBe(401);
    expect((await asksWithKey(api, key, CHATS)).statusCode).toBe(401);
    const { email, passphrase } = ada;
    const old = { method: 'POST', url: '/api/v1/auth/login', payload: { email, passphrase } } as const;
    expect((await api.app.inject(old)).statusCode).toBe(401);
    expect(await titles()).toEqual(before);
    expect((await sealedAnew()).version).toBe(4);
    await new ApiMember(api, { ...ada, passphrase: NEXT }).signsIn();
  });
});

describe('notices', { timeout: 280_000 }, () => {
  it('tell what happened until the member has seen it', async () => {
    const list = async () =>
      (await owner.asks('/api/v1/me/notices')).json<{ data: { id: string; kind: string }[] }>().data;
    const notice = (await list()).find(({ kind }) => kind === 'passphrase-changed') ?? expect.unreachable();
    const dismiss = () => owner.asks(`/api/v1/me/notices/${notice.id}`, { method: 'DELETE' });
    expect((await dismiss()).statusCode).toBe(204);
    expect((await dismiss()).json()).toMatchObject({ status: 404, code: 'notice.not-found' });
    expect(await list()).not.toContainEqual(notice);
  });
});
