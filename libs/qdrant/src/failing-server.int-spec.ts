import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { deflateSync, gzipSync } from 'node:zlib';
import { Secret } from '@hearthlore/config';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StandInQdrant } from '../../../test/harness/qdrant/stand-in-qdrant.js';
import {
  type QdrantCollection,
  type QdrantLimits,
  QdrantServer,
  VectorStoreRefusedError,
  VectorStoreUnavailableError,
  VectorStoreVersionError,
} from './index.js';
import { aPoint, aVector, LAYOUT } from './testing/points.js';

const API_KEY = randomBytes(24).toString('hex');
const DIMENSIONS = 4;
const NAME = 't_failing';
const QUERY = /\/points\/query$/;
const UPSERT = /\/points$/;
const json = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

let qdrant: StandInQdrant;
let server: QdrantServer;
let collection: QdrantCollection;

/** Instead of the one that each test begins with. */
async function connect(limits: Partial<QdrantLimits>): Promise<void> {
  await server.close();
  server = new QdrantServer({ url: qdrant.url, apiKey: new Secret(API_KEY), layout: LAYOUT, limits });
  collection = server.collection(NAME);
}

beforeEach(async () => {
  qdrant = await StandInQdrant.start({ apiKey: API_KEY, usesTokens: true });
  server = new QdrantServer({ url: qdrant.url, apiKey: new Secret(API_KEY), layout: LAYOUT });
  collection = server.collection(NAME);
  await collection.ensure(DIMENSIONS);
  qdrant.forgetRequests();
});
afterEach(async () => {
  await server.close();
  await qdrant.stop();
});

describe('a Qdrant that fails', () => {
  it.each([500, 502, 503, 504, 429])('now and then, with %i, is asked again', async (status) => {
    qdrant.failNext(2, status);
    await expect(collection.count()).resolves.toBe(0);
    expect(qdrant.requests).toHaveLength(3);
    expect(server.isUp).toBe(true);
  });

  it('again and again is left alone', async () => {
    qdrant.failNext(1_000);
    await expect(collection.count()).rejects.toMatchObject({ code: 'vector-store.unavailable', kind: 'unavailable' });
    expect(server.isUp).toBe(false);
    qdrant.forgetRequests();
    await expect(collection.count()).rejects.toThrow(VectorStoreUnavailableError);
    await expect(collection.upsert([aPoint(DIMENSIONS)])).rejects.toThrow(VectorStoreUnavailableError);
    await expect(server.list('')).rejects.toThrow(VectorStoreUnavailableError);
    expect(qdrant.requests).toEqual([]);
  });

  it('is asked for until it is back, and by nobody else', async () => {
    await connect({ probeEvery: 20 });
    qdrant.failNext(10);
    let returns = 0;
    const isBack = new Promise<void>((resolve) => {
      server.whenBack(() => {
        returns += 1;
        resolve();
      });
    });
    await expect(collection.count()).rejects.toThrow(VectorStoreUnavailableError);
    qdrant.forgetRequests();
    await isBack;
    expect(new Set(qdrant.requests.map(({ path, proof }) => `${path} ${proof}`))).toEqual(new Set(['/readyz none']));
    expect(qdrant.requests.length).toBeGreaterThan(5);
    await expect(collection.count()).resolves.toBe(0);
    expect(returns).toBe(1);
  });

  it('is looked at anew when it is back', async () => {
    await connect({ probeEvery: 20 });
    await collection.count();
    const isBack = new Promise<void>((resolve) => server.whenBack(resolve));
    qdrant.failNext(4);
    await expect(collection.count()).rejects.toThrow(VectorStoreUnavailableError);
    qdrant.interfere(/^\/$/, (_, response) => json(response, { title: 'qdrant', version: '2.0.0' }));
    await isBack;
    await expect(collection.count()).rejects.toThrow(VectorStoreVersionError);
    qdrant.interfere(/^\/$/);
    await expect(collection.count()).resolves.toBe(0);
  });

  it('is asked for no more once it is let go', async () => {
    await connect({ probeEvery: 20 });
    qdrant.failNext(1_000);
    await expect(collection.count()).rejects.toThrow(VectorStoreUnavailableError);
    await server.close();
    await expect(collection.count()).rejects.toThrow(VectorStoreUnavailableError);
    qdrant.forgetRequests();
    await sleep(200);
    expect(qdrant.requests).toEqual([]);
  });

  it('refuses and is not taken for down', async () => {
    qdrant.interfere(QUERY, (_, response) =>
      json(response, { status: { error: 'Wrong input: the secret garden' } }, 400),
    );
    for (let calls = 0; calls < 5; calls += 1) {
      const error: unknown = await collection.query(aVector(DIMENSIONS), 3).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(VectorStoreRefusedError);
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('garden');
    }
    expect(server.isUp).toBe(true);
    expect(qdrant.requests).toHaveLength(5);
  });

  it('is too slow, and is not asked again for that', async () => {
    await connect({ readTimeout: 200 });
    await collection.count();
    qdrant.forgetRequests();
    qdrant.interfere(QUERY, () => undefined);
    await expect(collection.query(aVector(DIMENSIONS), 3)).rejects.toThrow(VectorStoreUnavailableError);
    expect(qdrant.requests).toHaveLength(1);
  });

  it('is too slow to say what it is, and nobody waits longer for that', async () => {
    await connect({ readTimeout: 200 });
    qdrant.interfere(/./, () => undefined);
    await expect(collection.query(aVector(DIMENSIONS), 3)).rejects.toThrow(VectorStoreUnavailableError);
    await expect(server.list('')).rejects.toThrow(VectorStoreUnavailableError);
    expect(qdrant.requests.map(({ path }) => path)).toEqual(['/', '/']);
  });

  it('stops waiting when the caller does, which says nothing about the server', async () => {
    qdrant.interfere(QUERY, () => undefined);
    const reason = new Error('enough');
    for (let calls = 0; calls < 5; calls += 1) {
      const ending = new AbortController();
      const call = collection.query(aVector(DIMENSIONS), 3, ending.signal);
      setTimeout(() => ending.abort(reason), 20);
      await expect(call).rejects.toBe(reason);
    }
    expect(server.isUp).toBe(true);
  });

  it('does not write all of many points, and is not thought to', async () => {
    const points = Array.from({ length: 2_000 }, () => aPoint(DIMENSIONS));
    let requests = 0;
    qdrant.interfere(UPSERT, (_, response) => {
      requests += 1;
      if (requests < 3) json(response, { result: { operation_id: 1, status: 'completed' }, status: 'ok' });
      else json(response, { status: { error: 'Wrong input: no' } }, 400);
    });
    await expect(collection.upsert(points)).rejects.toThrow(VectorStoreRefusedError);
    // What was under way when it failed, and nothing after.
    expect(requests).toBeLessThanOrEqual(4);
  });
});

describe('a Qdrant that means harm', () => {
  it.each<[string, unknown]>([
    ['no object', 7],
    ['nothing', null],
    ['no result', { status: 'ok' }],
    ['no points', { result: {} }],
    ['points that are none', { result: { points: [1, 'two', null] } }],
    ['ids that are none', { result: { points: [{ id: { a: 1 }, score: 1 }] } }],
    ['scores in words', { result: { points: [{ id: 'a', score: 'high' }] } }],
  ])('answers %s', async (_, body) => {
    qdrant.interfere(QUERY, (_request, response) => json(response, body));
    await expect(collection.query(aVector(DIMENSIONS), 3)).rejects.toThrow(VectorStoreUnavailableError);
  });

  it.each<[string, string, number, string?]>([
    ['no JSON', 'so what', 200],
    ['JSON that is cut off', '{"result": {"points": [', 200],
    ['somebody else’s page', 'Not found: Collection is a page', 404, 'text/html'],
    ['nothing at all', '', 200],
    ['an accepted status', '{"result": {"points": []}}', 202],
  ])('answers %s', async (_, text, status, contentType = 'application/json') => {
    qdrant.interfere(QUERY, (_request, response) =>
      response.writeHead(status, { 'content-type': contentType }).end(text),
    );
    await expect(collection.query(aVector(DIMENSIONS), 3)).rejects.toThrow(VectorStoreUnavailableError);
  });

  it('gives more than was asked for, payloads that are none, and points that nobody wants', async () => {
    const point = { id: 'a', score: null, payload: { c: 7 } };
    qdrant.interfere(QUERY, (_, response) =>
      json(response, { result: { points: [point, { id: 5, score: 1 }, point, point, point] } }),
    );
    const found = await collection.query(aVector(DIMENSIONS), 3);
    expect(found.map(({ id, payload }) => [id, payload.length])).toEqual([
      ['a', 0],
      ['5', 0],
      ['a', 0],
    ]);
    qdrant.interfere(UPSERT, (_, response) => json(response, { result: [point, { id: 'b' }, { id: 'b' }] }));
    await expect(collection.retrieve(['b'])).resolves.toEqual([{ id: 'b', payload: new Uint8Array() }]);
  });

  it('says stored of what it has only heard', async () => {
    qdrant.interfere(UPSERT, (_, response) =>
      json(response, { result: { operation_id: 1, status: 'acknowledged' }, status: 'ok' }),
    );
    await expect(collection.upsert([aPoint(DIMENSIONS)])).rejects.toThrow(VectorStoreUnavailableError);
  });

  it('says too much', async () => {
    await connect({ answerSize: 1_000_000 });
    qdrant.interfere(QUERY, (_, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(`{"result": {"points": []}}${' '.repeat(2_000_000)}`),
    );
    await expect(collection.query(aVector(DIMENSIONS), 3)).rejects.toThrow(VectorStoreUnavailableError);
    qdrant.interfere(QUERY, (_, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(`{"result": {"points": []}}${' '.repeat(500_000)}`),
    );
    await connect({ answerSize: 1_000_000 });
    await expect(collection.query(aVector(DIMENSIONS), 3)).resolves.toEqual([]);
  });

  it('never stops talking', async () => {
    await connect({ answerSize: 1_000_000 });
    const chunk = Buffer.alloc(64 * 1024, ' ');
    let cut = 0;
    qdrant.interfere(QUERY, (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      response.on('close', () => {
        cut += 1;
      });
      more();
    });
    await expect(collection.query(aVector(DIMENSIONS), 3)).rejects.toThrow(VectorStoreUnavailableError);
    // Not by its time, after which nobody would have asked again.
    await expect.poll(() => cut).toBe(3);
  });

  it('talks a byte at a time', async () => {
    await connect({ readTimeout: 300 });
    await collection.count();
    qdrant.interfere(QUERY, (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    await expect(collection.query(aVector(DIMENSIONS), 3)).rejects.toThrow(VectorStoreUnavailableError);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ] as const)('packs much into little (%s)', async (encoding, pack) => {
    const packed = pack(`{"result": {"points": []}}${' '.repeat(50_000_000)}`);
    qdrant.interfere(QUERY, (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(packed),
    );
    await expect(collection.query(aVector(DIMENSIONS), 3)).rejects.toThrow(VectorStoreUnavailableError);
  });

  it.each([301, 302, 307, 308])('sends to somebody else with %i, who hears nothing', async (status) => {
    let heard = 0;
    const thief = createServer((_, response) => {
      heard += 1;
      response.end();
    }).listen(0, '127.0.0.1');
    await once(thief, 'listening');
    const address = thief.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    qdrant.interfere(/./, (_, response) => response.writeHead(status, { location: `http://127.0.0.1:${port}/` }).end());
    await expect(collection.query(aVector(DIMENSIONS), 3)).rejects.toThrow(VectorStoreUnavailableError);
    expect(heard).toBe(0);
    thief.close();
  });

  it('has a list of points without an end', async () => {
    const page = { points: [{ id: 'a' }], next_page_offset: 'a' };
    qdrant.interfere(/\/scroll$/, (_, response) => json(response, { result: page }));
    const pages: string[][] = [];
    const read = async (): Promise<void> => {
      for await (const ids of collection.ids()) pages.push(ids);
    };
    await expect(read()).rejects.toThrow(VectorStoreUnavailableError);
    expect(pages.length).toBeLessThan(4);
  });

  it('has a list of points that leads on and on', async () => {
    let page = 0;
    qdrant.interfere(/\/scroll$/, (_, response) => {
      page += 1;
      // Round and round, for who would go on: the spec is to end.
      const next = page < 10_000 ? `${page % 3}` : null;
      json(response, { result: { points: [{ id: `${page}` }], next_page_offset: next } });
    });
    const read = async (): Promise<void> => {
      for await (const ids of collection.ids()) expect(ids).toHaveLength(1);
    };
    await expect(read()).rejects.toThrow(VectorStoreUnavailableError);
  });

  it.each(['1.15.5', '0.16.0', '2.0.0', '2.16.0', '1', 'a'.repeat(10_000)])('is of version %.20s', async (version) => {
    qdrant.interfere(/^\/$/, (_, response) => json(response, { title: 'qdrant', version }));
    await expect(server.examine()).rejects.toMatchObject({
      code: 'vector-store.version',
      details: { version: version.slice(0, 20) },
    });
  });
});

describe('what goes over the wire', () => {
  it('is a token for one collection, and the key for collections alone', async () => {
    const point = aPoint(DIMENSIONS);
    await collection.upsert([point]);
    await collection.query(point.vector, 1);
    await collection.retrieve([point.id]);
    await collection.count();
    await collection.remove([point.id]);
    for await (const _ of collection.ids());
    expect(new Set(qdrant.requests.map(({ proof }) => proof))).toEqual(new Set(['token']));
    qdrant.forgetRequests();
    await collection.ensure(DIMENSIONS);
    await collection.drop();
    await server.list('');
    expect(new Set(qdrant.requests.map(({ proof }) => proof))).toEqual(new Set(['key']));
  });

  it('is a name, an id, a vector and one sealed value', async () => {
    const point = aPoint(DIMENSIONS);
    await collection.upsert([point]);
    const [name, line] = qdrant.dump().split('\n');
    expect(name).toBe(NAME);
    const stored: unknown = JSON.parse(line ?? '');
    expect(stored).toEqual({
      id: point.id,
      vector: expect.any(Array),
      payload: { c: Buffer.from(point.payload).toString('base64') },
    });
  });
});
