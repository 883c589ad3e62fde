import { randomBytes, randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { Secret } from '@hearthlore/config';
import { afterEach, describe, expect, it } from 'vitest';
import { qdrantServers } from '../../../test/harness/qdrant/qdrant-servers.js';
import type { QdrantStart, QdrantUnderTest } from '../../../test/harness/qdrant/real-qdrant.js';
import { type Access, keyCredentials, tokenCredentials } from './credentials.js';
import { CollectionMissingError, QdrantServer, VectorStoreUnavailableError } from './index.js';
import { aPoint, aVector, LAYOUT } from './testing/points.js';

const API_KEY = randomBytes(24).toString('hex');
const WITH_TOKENS: QdrantStart = { apiKey: API_KEY, usesTokens: true };
const DIMENSIONS = 4;
const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function connect({ url }: { readonly url: string }, apiKey: string | undefined = API_KEY): QdrantServer {
  const server = new QdrantServer({
    url,
    apiKey: apiKey === '' ? undefined : new Secret(apiKey),
    layout: LAYOUT,
    limits: { probeEvery: 50 },
  });
  ends.push(() => server.close());
  return server;
}

const back = (server: QdrantServer): Promise<void> => new Promise((resolve) => server.whenBack(resolve));

describe.each(qdrantServers())('$name', ({ start }) => {
  async function begin(options?: QdrantStart): Promise<QdrantUnderTest> {
    const qdrant = await start(options);
    ends.push(() => qdrant.close());
    return qdrant;
  }

  it('is seen for what it is', async () => {
    const tokens = await begin(WITH_TOKENS);
    await expect(connect(tokens).examine()).resolves.toEqual({
      version: expect.stringMatching(/^1\.\d+\.\d+$/),
      usesTokens: true,
      isOpen: false,
    });
    const key = await begin({ apiKey: API_KEY });
    await expect(connect(key).examine()).resolves.toMatchObject({ usesTokens: false, isOpen: false });
    const open = await begin();
    await expect(connect(open).examine()).resolves.toMatchObject({ usesTokens: false, isOpen: true });
    await expect(connect(open, '').examine()).resolves.toMatchObject({ usesTokens: false, isOpen: true });
  });

  it('is used with its key where it knows no tokens, and without where it asks for nothing', async () => {
    for (const options of [{ apiKey: API_KEY }, {}]) {
      const collection = connect(await begin(options)).collection(`t_${randomUUID()}`);
      await collection.ensure(DIMENSIONS);
      await collection.upsert([aPoint(DIMENSIONS)]);
      await expect(collection.count()).resolves.toBe(1);
    }
  });

  it('lets nobody in with another key, or with none', async () => {
    const qdrant = await begin(WITH_TOKENS);
    const refusal = { code: 'vector-store.refused', details: { reason: 'credentials' } };
    for (const key of ['another', '']) {
      const server = connect(qdrant, key);
      await expect(server.examine()).rejects.toMatchObject(refusal);
      await expect(server.collection('t_any').count()).rejects.toMatchObject(refusal);
      await expect(server.list('')).rejects.toMatchObject(refusal);
      expect(server.isUp).toBe(true);
    }
  });

  it('opens with a token one collection alone, and for reading no more than that', async () => {
    const qdrant = await begin(WITH_TOKENS);
    const [mine, other] = [`t_${randomUUID()}`, `t_${randomUUID()}`];
    for (const name of [mine, other]) await connect(qdrant).collection(name).ensure(DIMENSIONS);
    const credentials = tokenCredentials(new Secret(API_KEY));
    const point = { id: randomUUID(), vector: [1, 0, 0, 0] };
    const ask = async (access: Access, method: string, path: string, body?: object): Promise<number> => {
      const headers = { ...(await credentials(access)), 'content-type': 'application/json' };
      const answer = await fetch(`${qdrant.url}/collections/${path}`, {
        method,
        headers,
        ...(body && { body: JSON.stringify(body) }),
      });
      return answer.status;
    };
    const [read, write]: [Access, Access] = [
      { collection: mine, access: 'r' },
      { collection: mine, access: 'prw' },
    ];
    const query = { query: point.vector, limit: 1 };
    await expect(ask(read, 'POST', `${mine}/points/query`, query)).resolves.toBe(200);
    await expect(ask(read, 'PUT', `${mine}/points`, { points: [point] })).resolves.toBe(403);
    await expect(ask(write, 'PUT', `${mine}/points`, { points: [point] })).resolves.toBe(200);
    for (const token of [read, write]) {
      await expect(ask(token, 'POST', `${other}/points/query`, query)).resolves.toBe(403);
      await expect(ask(token, 'PUT', `${other}/points`, { points: [point] })).resolves.toBe(403);
      await expect(ask(token, 'DELETE', mine)).resolves.toBe(403);
      await expect(ask(token, 'DELETE', other)).resolves.toBe(403);
    }
  });

  it('is known to be down when it is, and to be back when it is', async () => {
    const qdrant = await begin(WITH_TOKENS);
    const server = connect(qdrant);
    const collection = server.collection(`t_${randomUUID()}`);
    await collection.ensure(DIMENSIONS);
    const point = aPoint(DIMENSIONS);
    await collection.upsert([point]);
    await qdrant.stop();
    await expect(collection.count()).rejects.toThrow(VectorStoreUnavailableError);
    expect(server.isUp).toBe(false);
    await expect(collection.query(aVector(DIMENSIONS), 3)).rejects.toThrow(VectorStoreUnavailableError);
    const isBack = back(server);
    await qdrant.startAgain();
    // Nobody calls: the server is asked for all the same.
    await isBack;
    expect(server.isUp).toBe(true);
    await expect(collection.retrieve([point.id])).resolves.toEqual([{ id: point.id, payload: point.payload }]);
  });

  it('need not be there when it is first named', async () => {
    const qdrant = await begin(WITH_TOKENS);
    await qdrant.stop();
    const server = connect(qdrant);
    await expect(server.examine()).rejects.toThrow(VectorStoreUnavailableError);
    const isBack = back(server);
    await qdrant.startAgain();
    await isBack;
    await expect(server.collection('t_never').count()).rejects.toThrow(CollectionMissingError);
  });

  it('may lose a collection behind our back', async () => {
    const qdrant = await begin(WITH_TOKENS);
    const server = connect(qdrant);
    const collection = server.collection(`t_${randomUUID()}`);
    await collection.ensure(DIMENSIONS);
    await connect(qdrant).collection(collection.name).drop();
    await expect(collection.upsert([aPoint(DIMENSIONS)])).rejects.toThrow(CollectionMissingError);
    expect(server.isUp).toBe(true);
  });

  it('shows the key to nobody who looks at a refusal', async () => {
    const qdrant = await begin(WITH_TOKENS);
    const server = connect(qdrant);
    const error: unknown = await server
      .collection('t_never')
      .count()
      .catch((thrown: unknown) => thrown);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(API_KEY);
    expect(inspect(server, { depth: 10, showHidden: true })).not.toContain(API_KEY);
    await expect(keyCredentials(new Secret(API_KEY))('manage')).resolves.toEqual({ 'api-key': API_KEY });
  });
});
