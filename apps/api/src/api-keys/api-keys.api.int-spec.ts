import { formatApiKey, newApiKeyToken, parseApiKey } from '@hearthlore/crypto';
import { type ApiKeyId, newId } from '@hearthlore/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ApiMember, asksWithKey, type IssuedKey } from '../../../../test/harness/api-member.js';
import { ada, ben } from '../../../../test/harness/identity.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';

const KEYS = '/api/v1/api-keys';
const DOCUMENTS = '/api/v1/documents';

let api: ApiUnderTest;
let owner: ApiMember;
let member: ApiMember;
beforeAll(async () => {
  api = await startApi();
  owner = await new ApiMember(api, ada).setsUp();
  member = await owner.admits(ben);
  for (const one of [owner, member]) await one.stepsUp();
});
afterAll(() => api.close());

const listSchema = z.object({
  data: z.array(
    z.looseObject({ id: z.string(), name: z.string(), state: z.string(), lastUsedAt: z.string().nullable() }),
  ),
});

async function listed(id: ApiKeyId, by = owner) {
  return listSchema.parse((await by.asks(KEYS)).json()).data.find((key) => key.id === id);
}

const changeRow = (id: ApiKeyId, set: string) =>
  queryAsSuperuser(api.database, `UPDATE api_keys SET ${set} WHERE id = $1`, [id]);

/** What a refusal says besides which request it was. */
async function refusal(key: string): Promise<object> {
  const {
    requestId: _id,
    instance: _instance,
    ...said
  } = (await asksWithKey(api, key, DOCUMENTS)).json<Record<string, unknown>>();
  return said;
}

describe('making a key', () => {
  it('needs a step-up, and shows the key once', async () => {
    const elsewhere = await new ApiMember(api, ada).signsIn();
    const payload = { name: 'Scanner', scopes: ['search'] };
    const early = await elsewhere.asks(KEYS, { method: 'POST', payload });
    expect(early.json()).toMatchObject({ status: 403, code: 'auth.step-up-required' });

    const { id, key } = await owner.makesKey(['search'], { name: 'Scanner' });
    expect(parseApiKey(key)).toBeDefined();
    expect(await listed(id)).toMatchObject({
      name: 'Scanner',
      scopes: ['search'],
      lastFour: key.slice(-4),
      state: 'active',
      lastUsedAt: null,
    });
    expect((await owner.asks(KEYS)).body).not.toContain(key);
    const stored = JSON.stringify(await queryAsSuperuser(api.database, 'SELECT * FROM api_keys'));
    expect(stored).not.toContain(key.slice(17));
    expect(stored).not.toContain('Scanner');
  });

  it('lets it end in 90 days, within a year, or never where that is said twice', async () => {
    const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
    const { id } = await owner.makesKey(['search']);
    const until = Date.parse(String((await listed(id))?.['expiresAt']));
    expect(Math.round((until - Date.now()) / 86_400_000)).toBe(90);
    const forever = await owner.makesKey(['search'], { expiresAt: null, neverExpires: true });
    expect(await listed(forever.id)).toMatchObject({ expiresAt: null });
    for (const more of [
      { expiresAt: inDays(366) },
      { expiresAt: inDays(-1) },
      { expiresAt: null },
      { neverExpires: true },
      { expiresAt: inDays(3), neverExpires: true },
    ]) {
      const payload = { name: 'Scanner', scopes: ['search'], ...more };
      const answer = await owner.asks(KEYS, { method: 'POST', payload });
      expect(answer.json()).toMatchObject({ status: 422, code: 'api-key.expiry' });
    }
  });

  it('refuses scopes that there are none of, and `admin` to a member', async () => {
    for (const scopes of [[], ['everything'], ['search', 'search'], 'search']) {
      const answer = await owner.asks(KEYS, { method: 'POST', payload: { name: 'Scanner', scopes } });
      expect(answer.json()).toMatchObject({ status: 400, code: 'request.invalid' });
    }
    const payload = { name: 'Watch', scopes: ['admin'] };
    const answer = await member.asks(KEYS, { method: 'POST', payload });
    expect(answer.json()).toMatchObject({ status: 403, code: 'auth.forbidden' });
    await expect(owner.makesKey(['admin'])).resolves.toBeDefined();
  });
});

describe('a request with a key', () => {
  it('is let in by either header, and by both where they agree', async () => {
    const { key, id } = await owner.makesKey(['documents:read']);
    const bearer = { authorization: `Bearer ${key}` };
    for (const headers of [{ 'x-api-key': key }, bearer, { ...bearer, 'x-api-key': key }]) {
      const answer = await api.app.inject({ url: DOCUMENTS, headers });
      expect(answer.statusCode).toBe(200);
    }
    const other = (await owner.makesKey(['documents:read'])).key;
    const torn = await api.app.inject({ url: DOCUMENTS, headers: { ...bearer, 'x-api-key': other } });
    expect(torn.json()).toMatchObject({ status: 401, code: 'auth.token-invalid' });
    const used = Date.parse((await listed(id))?.lastUsedAt ?? '');
    expect(used % 3_600_000).toBe(0);
  });

  it('is refused in the same words for keys that are malformed, unknown, wrong, expired or of a disabled member', async () => {
    const { key } = await member.makesKey(['documents:read']);
    const { keyId, secret } = parseApiKey(key) ?? newApiKeyToken();
    const expired = await member.makesKey(['documents:read']);
    await changeRow(expired.id, `expires_at = now() - interval '1 second'`);
    const wrong = formatApiKey({ keyId, secret: newApiKeyToken().secret });
    const said = await refusal('no key at all');
    expect(said).toMatchObject({ status: 401, code: 'auth.token-invalid' });
    for (const bad of [`${key}0`, formatApiKey(newApiKeyToken()), wrong, expired.key])
      expect(await refusal(bad)).toEqual(said);
    expect(secret).toHaveLength(32);

    const disable = (state: string) =>
      queryAsSuperuser(api.database, 'UPDATE members SET state = $2 WHERE id = $1', [member.userId, state]);
    expect((await asksWithKey(api, key, DOCUMENTS)).statusCode).toBe(200);
    await disable('disabled');
    expect(await refusal(key)).toEqual(said);
    await disable('active');
    expect((await asksWithKey(api, key, DOCUMENTS)).statusCode).toBe(200);
  });

  it('reads its own member’s content and nobody else’s', async () => {
    const id = await api.platform.documents.create(api.platform.keys.get(owner.sessionId), {
      meta: {
        title: 'Of the owner',
        fileName: 'a.txt',
        mediaType: 'text/plain',
        bytes: 1,
        pages: null,
        passages: 0,
        language: null,
      },
      dedupeHash: new Uint8Array(32).fill(7),
      expiresAt: null,
    });
    const [own, theirs] = [await owner.makesKey(['documents:read']), await member.makesKey(['documents:read'])];
    expect((await asksWithKey(api, own.key, `${DOCUMENTS}/${id}`)).json()).toMatchObject({ title: 'Of the owner' });
    const answer = await asksWithKey(api, theirs.key, `${DOCUMENTS}/${id}`);
    expect(answer.json()).toMatchObject({ status: 404, code: 'document.not-found' });
    expect((await asksWithKey(api, theirs.key, DOCUMENTS)).body).not.toContain('Of the owner');
  });

  it('is refused where the row was moved to another member: the wrap is bound to its own', async () => {
    const { key, id } = await owner.makesKey(['documents:read']);
    await changeRow(id, `owner_id = '${member.userId}'`);
    expect(await refusal(key)).toMatchObject({ status: 401, code: 'auth.token-invalid' });
    await changeRow(id, `owner_id = '${owner.userId}'`);
    expect((await asksWithKey(api, key, DOCUMENTS)).statusCode).toBe(200);
    // Its keys are in memory now, and still nobody else's.
    await changeRow(id, `owner_id = '${member.userId}'`);
    expect(await refusal(key)).toMatchObject({ status: 401, code: 'auth.token-invalid' });
    // Whose list it stands in now can still end it.
    expect(await listed(id, member)).toMatchObject({ name: '' });
    expect((await member.asks(`${KEYS}/${id}`, { method: 'DELETE' })).statusCode).toBe(204);
  });

  it('opens nothing that a key without reading scopes has in the database', async () => {
    for (const scopes of [['ingest'], ['admin'], ['ingest', 'admin']] as const) {
      const { id } = await owner.makesKey(scopes);
      const [row] = await queryAsSuperuser<{ wrapped: Buffer | null }>(
        api.database,
        'SELECT wrapped FROM api_keys WHERE id = $1',
        [id],
      );
      expect(row?.wrapped).toBeNull();
    }
  });
});

describe('another key in a key’s place', () => {
  const rotate = async (id: ApiKeyId, payload: object): Promise<IssuedKey> => {
    const answer = await owner.asks(`${KEYS}/${id}/rotate`, { method: 'POST', payload });
    expect(answer.statusCode).toBe(201);
    return answer.json<IssuedKey>();
  };

  it('works beside the old one for the overlap', async () => {
    const old = await owner.makesKey(['documents:read'], { name: 'Mail' });
    const next = await rotate(old.id, {});
    for (const { key } of [old, next]) expect((await asksWithKey(api, key, DOCUMENTS)).statusCode).toBe(200);
    expect(await listed(next.id)).toMatchObject({ name: 'Mail', scopes: ['documents:read'], replaces: old.id });
    const before = await listed(old.id);
    expect(before).toMatchObject({ state: 'ending' });
    expect(Math.round((Date.parse(String(before?.['expiresAt'])) - Date.now()) / 3_600_000)).toBe(24);
    await changeRow(old.id, `expires_at = now() - interval '1 second'`);
    expect((await asksWithKey(api, old.key, DOCUMENTS)).statusCode).toBe(401);
    expect(await listed(old.id)).toMatchObject({ state: 'ended' });
  });

  it('takes it at once without an overlap', async () => {
    const old = await owner.makesKey(['documents:read']);
    const next = await rotate(old.id, { overlapHours: 0 });
    expect((await asksWithKey(api, old.key, DOCUMENTS)).statusCode).toBe(401);
    expect((await asksWithKey(api, next.key, DOCUMENTS)).statusCode).toBe(200);
    for (const overlapHours of [-1, 169, 1.5, '3']) {
      const request = { method: 'POST', payload: { overlapHours } } as const;
      expect((await owner.asks(`${KEYS}/${next.id}/rotate`, request)).statusCode).toBe(400);
    }
  });
});

describe('a key that is revoked', () => {
  /** Settles when the stream ends, and with nothing else. */
  const listen = (key: string) => asksWithKey(api, key, '/api/v1/events');
  const opened = async (key: string): Promise<void> => {
    expect((await asksWithKey(api, key, DOCUMENTS)).statusCode).toBe(200);
  };

  it('is worth nothing from the next request on; its wrap is gone and its streams end', async () => {
    const { key, id } = await owner.makesKey(['documents:read']);
    const stream = listen(key);
    await opened(key);
    expect((await owner.asks(`${KEYS}/${id}`, { method: 'DELETE' })).statusCode).toBe(204);
    expect((await stream).headers['content-type']).toBe('text/event-stream');
    expect(api.platform.keys.has(id)).toBe(false);
    expect((await asksWithKey(api, key, DOCUMENTS)).statusCode).toBe(401);
    expect(await queryAsSuperuser(api.database, 'SELECT 1 FROM api_keys WHERE id = $1', [id])).toEqual([]);
    expect((await owner.asks(`${KEYS}/${id}`, { method: 'DELETE' })).json()).toMatchObject({
      status: 404,
      code: 'api-key.not-found',
    });
  });

  it.each([
    ['revoked by another process', `DELETE FROM api_keys WHERE id = $1`],
    ['past its date', `UPDATE api_keys SET expires_at = now() WHERE id = $1`],
  ])('loses its streams when it is %s', async (_, statement) => {
    const { key, id } = await owner.makesKey(['documents:read']);
    const stream = listen(key);
    await opened(key);
    await queryAsSuperuser(api.database, statement, [id]);
    await api.platform.endedHolders.look();
    expect((await stream).statusCode).toBe(200);
    expect(api.platform.keys.has(id)).toBe(false);
  });

  it('goes with all others of its member when the member says so, and with nobody else’s', async () => {
    const own = [await member.makesKey(['documents:read']), await member.makesKey(['ingest'])];
    const others = await owner.makesKey(['documents:read']);
    expect(await api.platform.apiKeys.revokeAll(member.userId)).toBeGreaterThanOrEqual(2);
    for (const { key } of own) expect((await asksWithKey(api, key, DOCUMENTS)).statusCode).toBe(401);
    expect((await asksWithKey(api, others.key, DOCUMENTS)).statusCode).toBe(200);
  });

  it('cannot be revoked or rotated by another member', async () => {
    const { id, key } = await owner.makesKey(['documents:read']);
    await member.stepsUp();
    const answers = [
      await member.asks(`${KEYS}/${id}`, { method: 'DELETE' }),
      await member.asks(`${KEYS}/${id}/rotate`, { method: 'POST', payload: {} }),
      await member.asks(`${KEYS}/${newId<ApiKeyId>()}`, { method: 'DELETE' }),
    ];
    for (const answer of answers) expect(answer.json()).toMatchObject({ status: 404, code: 'api-key.not-found' });
    expect((await asksWithKey(api, key, DOCUMENTS)).statusCode).toBe(200);
  });
});

describe('what happens to keys', () => {
  it('stands in the audit log, refusals too', async () => {
    const { key, id } = await owner.makesKey(['search']);
    expect((await asksWithKey(api, key, DOCUMENTS)).json()).toMatchObject({ status: 403, code: 'auth.forbidden' });
    await owner.asks(`${KEYS}/${id}/rotate`, { method: 'POST', payload: {} });
    await owner.asks(`${KEYS}/${id}`, { method: 'DELETE' });
    const log = JSON.stringify((await owner.asks('/api/v1/me/activity')).json());
    for (const action of ['created', 'rotated', 'revoked', 'refused']) expect(log).toContain(`api-key.${action}`);
  });
});
