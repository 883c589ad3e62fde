import { createServer } from 'node:http';
import { Secret } from '@hearthlore/config';
import { findFreePort } from '@hearthlore/machine';
import { PostgresQueues, QueueWorker } from '@hearthlore/jobs';
import { VectorStoreVersionError } from '@hearthlore/qdrant';
import { VectorStoreNotAgreedError } from '@hearthlore/retrieval';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ApiMember } from '../../../../test/harness/api-member.js';
import { ada, ben } from '../../../../test/harness/identity.js';
import type { TestDatabase } from '../../../../test/harness/postgres.js';
import { StandInQdrant } from '../../../../test/harness/qdrant/stand-in-qdrant.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';

const KEY = 'key-of-this-spec-0123456789abcdef';
const VECTORS = '/api/v1/admin/vectors';
const entries = z.object({ data: z.array(z.object({ action: z.string() })) });

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

const agree = (database: TestDatabase): Promise<unknown> =>
  queryAsSuperuser(database, `update installation set vector_store = 'qdrant', vector_store_since = now()`);
const settingsFor = (url: string, more: Readonly<Record<string, string>> = {}) => ({
  HEARTHLORE_VECTOR_STORE: 'qdrant',
  QDRANT_URL: url,
  QDRANT_API_KEY: KEY,
  ...more,
});

async function aQdrant(): Promise<StandInQdrant> {
  const qdrant = await StandInQdrant.start({ apiKey: KEY, usesTokens: true });
  ending.push(() => qdrant.stop());
  return qdrant;
}

async function anApi(
  settings: Readonly<Record<string, string>>,
  prepare: (database: TestDatabase) => Promise<unknown> = agree,
): Promise<{ api: ApiUnderTest; owner: ApiMember }> {
  const api = await startApi(settings, prepare);
  ending.push(() => api.close());
  return { api, owner: await new ApiMember(api, ada).setsUp() };
}

const lookAt = async (owner: ApiMember): Promise<Record<string, unknown>> => (await owner.asks(VECTORS)).json();
const readiness = async ({ app }: ApiUnderTest) => {
  const { statusCode, json } = await app.inject({ url: '/health/ready' });
  return { statusCode, ...json<{ status: string; degraded: string[] }>() };
};

/** Somebody who says to be a Qdrant of this version. */
async function pretendVersion(version: string): Promise<string> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ title: 'qdrant - vector search engine', version }));
  });
  const port = await findFreePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  ending.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${port}`;
}

describe('an api that is to use Qdrant', { timeout: 60_000 }, () => {
  it('does not start before somebody agreed to what Qdrant learns, and asks it nothing', async () => {
    const qdrant = await aQdrant();
    await expect(startApi(settingsFor(qdrant.url))).rejects.toThrow(VectorStoreNotAgreedError);
    expect(qdrant.requests).toEqual([]);
  });

  it('does not start with a version that it does not know', async () => {
    await expect(startApi(settingsFor(await pretendVersion('1.15.0')), agree)).rejects.toThrow(VectorStoreVersionError);
  });

  it('says how it stands, to managers alone, and has the choice in its audit log once', async () => {
    const qdrant = await aQdrant();
    const { api, owner } = await anApi(settingsFor(qdrant.url));
    expect(await lookAt(owner)).toEqual({
      kind: 'qdrant',
      state: 'up',
      waiting: 0,
      version: expect.stringMatching(/^1\./),
      downSince: null,
      fault: null,
      isCircuitOpen: false,
      usesTokens: true,
      demandsKey: true,
      collections: 0,
      documents: 0,
      points: 0,
      layout: { onDisk: true, quantization: 'none', shards: 1, replicas: 1 },
    });
    const meta = (await api.app.inject({ url: '/api/v1/meta' })).json<{ features: object }>();
    expect(meta.features).toMatchObject({ vectorStore: 'qdrant' });
    const member = await owner.admits(ben);
    for (const [method, url] of [
      ['GET', VECTORS],
      ['POST', `${VECTORS}/rebuild`],
      ['POST', `${VECTORS}/sweep`],
    ] as const)
      expect((await member.asks(url, { method })).statusCode).toBe(403);
    const { data } = entries.parse((await owner.asks('/api/v1/admin/audit')).json());
    expect(data.filter(({ action }) => action === 'vector-store.chosen')).toHaveLength(1);
  });

  it('starts while it is away, serves, says so, and finds it by itself', async () => {
    const qdrant = await aQdrant();
    await qdrant.stop();
    const { api, owner } = await anApi(settingsFor(qdrant.url));
    await expect(readiness(api)).resolves.toMatchObject({ statusCode: 200, status: 'up', degraded: ['vector-store'] });
    expect(await lookAt(owner)).toMatchObject({ state: 'down', fault: 'vector-store.unavailable' });
    const search = await owner.asks('/api/v1/search', { method: 'POST', payload: { query: 'boiler' } });
    expect(search.json()).toMatchObject({ data: [], fallback: false });
    await qdrant.startAgain();
    await expect.poll(() => readiness(api), { timeout: 20_000 }).toMatchObject({ degraded: [] });
    expect(await lookAt(owner)).toMatchObject({ state: 'up', isCircuitOpen: false, downSince: null });
  });

  it('has the worker do what managers ask for, and says when it cannot be done', async () => {
    const qdrant = await aQdrant();
    const { api, owner } = await anApi(settingsFor(qdrant.url));
    const answers: Record<string, unknown> = { documents: 7, collections: 2 };
    const backend = new PostgresQueues(new Secret(api.database.urls.queue));
    const work = (): Promise<unknown> => Promise.resolve(answers);
    const worker = new QueueWorker(
      backend,
      'sweep',
      { sweep: work, 'sweep-points': work, 'renew-points': work },
      { onFailure: () => undefined },
    );
    ending.push(() => worker.close());
    const post = async (what: string) => (await owner.asks(`${VECTORS}/${what}`, { method: 'POST' })).json<object>();
    expect(await post('sweep')).toEqual({ documents: 7, collections: 2 });
    expect(await post('rebuild')).toEqual({ documents: 7, collections: 2 });
    const { data } = entries.parse((await owner.asks('/api/v1/admin/audit')).json());
    expect(data.filter(({ action }) => action === 'vector-store.renewed')).toHaveLength(1);
    answers['waitsFor'] = 'vector-store.unavailable';
    expect(await post('rebuild')).toMatchObject({ status: 503, code: 'vector-store.unavailable' });
  });
});

describe('an api with the sealed store', { timeout: 60_000 }, () => {
  it('has nothing to rebuild, and needs nobody’s consent', async () => {
    const { api, owner } = await anApi({}, () => Promise.resolve());
    expect(await lookAt(owner)).toMatchObject({ kind: 'sealed', state: 'up', layout: null, version: null });
    for (const what of ['rebuild', 'sweep'])
      expect((await owner.asks(`${VECTORS}/${what}`, { method: 'POST' })).json()).toMatchObject({
        status: 409,
        code: 'vector-store.not-used',
      });
    await expect(readiness(api)).resolves.toMatchObject({ statusCode: 200, degraded: [] });
  });

  it('asks Qdrant nothing where it is named, and starts although the installation had chosen it', async () => {
    const qdrant = await aQdrant();
    const { owner } = await anApi(settingsFor(qdrant.url, { HEARTHLORE_VECTOR_STORE: 'sealed' }));
    expect(await lookAt(owner)).toMatchObject({ kind: 'sealed' });
    expect(qdrant.requests).toEqual([]);
  });
});
