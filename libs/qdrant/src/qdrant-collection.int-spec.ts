import { randomBytes, randomUUID } from 'node:crypto';
import { Secret } from '@hearthlore/config';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type QdrantAddress, qdrantAddresses } from '../../../test/harness/qdrant/qdrant-addresses.js';
import { aPoint, aVector, LAYOUT } from './testing/points.js';
import {
  type CollectionLayout,
  CollectionMissingError,
  type QdrantCollection,
  QdrantServer,
  VectorStoreRefusedError,
} from './index.js';

const API_KEY = randomBytes(24).toString('hex');
const DIMENSIONS = 8;
/** Of everything that is made here. */
const PREFIX = `t_${randomBytes(8).toString('hex')}_`;
const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

async function pagesOf(collection: QdrantCollection): Promise<string[][]> {
  const pages: string[][] = [];
  for await (const page of collection.ids()) pages.push(page);
  return pages;
}

describe.each(qdrantAddresses(API_KEY))('a collection of $name', ({ open }) => {
  let qdrant: QdrantAddress;
  let server: QdrantServer;
  let collection: QdrantCollection;

  beforeAll(async () => {
    qdrant = await open();
    server = connect(LAYOUT);
  });
  beforeEach(async () => {
    collection = server.collection(`${PREFIX}${randomUUID()}`);
    await collection.ensure(DIMENSIONS);
  });
  afterAll(async () => {
    for (const name of await server.list(PREFIX)) await server.collection(name).drop();
    await server.close();
    await qdrant.close();
  });

  function connect(layout: CollectionLayout): QdrantServer {
    const { url, apiKey } = qdrant;
    return new QdrantServer({
      url,
      ...(apiKey !== undefined && { apiKey: new Secret(apiKey) }),
      allowPlain: true,
      layout,
    });
  }

  it('gives back what was put in, and nothing else', async () => {
    const points = Array.from({ length: 5 }, () => aPoint(DIMENSIONS));
    await collection.upsert(points);
    const ids = points.slice(1, 3).map(({ id }) => id);
    const found = await collection.retrieve([...ids, randomUUID(), ...ids]);
    expect(found.toSorted(byId)).toEqual(
      points
        .slice(1, 3)
        .map(({ id, payload }) => ({ id, payload }))
        .toSorted(byId),
    );
  });

  it('finds the nearest first, as many as asked for', async () => {
    const points = Array.from({ length: 20 }, () => aPoint(DIMENSIONS));
    await collection.upsert(points);
    const [target] = points;
    if (target === undefined) throw new Error('no points');
    const found = await collection.query(target.vector, 3);
    expect(found).toHaveLength(3);
    expect(found[0]).toMatchObject({ id: target.id, payload: target.payload });
    expect(found[0]?.score).toBeCloseTo(1, 5);
    expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).toSorted((a, b) => b - a));
  });

  it('writes over a point that is there', async () => {
    const point = aPoint(DIMENSIONS);
    await collection.upsert([point]);
    const payload = new Uint8Array(randomBytes(40));
    await collection.upsert([{ ...point, payload }]);
    await expect(collection.count()).resolves.toBe(1);
    await expect(collection.retrieve([point.id])).resolves.toEqual([{ id: point.id, payload }]);
  });

  it('takes more points than one request holds', async () => {
    const points = Array.from({ length: 1_300 }, () => aPoint(DIMENSIONS));
    await collection.upsert(points);
    await expect(collection.count()).resolves.toBe(points.length);
    const pages = await pagesOf(collection);
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flat().toSorted()).toEqual(points.map(({ id }) => id).toSorted());
    await expect(collection.retrieve(points.map(({ id }) => id))).resolves.toHaveLength(points.length);
  });

  it('takes nothing for nothing', async () => {
    await collection.upsert([]);
    await collection.remove([]);
    await expect(collection.retrieve([])).resolves.toEqual([]);
    await expect(pagesOf(collection)).resolves.toEqual([]);
    await expect(collection.query(aVector(DIMENSIONS), 5)).resolves.toEqual([]);
  });

  it('removes by id, and again', async () => {
    const points = Array.from({ length: 3 }, () => aPoint(DIMENSIONS));
    await collection.upsert(points);
    const ids = points.slice(0, 2).map(({ id }) => id);
    await collection.remove(ids);
    await collection.remove(ids);
    await expect(collection.count()).resolves.toBe(1);
  });

  it('is made once', async () => {
    await collection.upsert([aPoint(DIMENSIONS)]);
    await collection.ensure(DIMENSIONS);
    await expect(collection.count()).resolves.toBe(1);
    await expect(collection.ensure(DIMENSIONS + 1)).rejects.toMatchObject({
      code: 'vector-store.refused',
      details: { reason: 'dimensions' },
    });
  });

  it('is dropped once', async () => {
    await expect(collection.drop()).resolves.toBe(true);
    await expect(collection.drop()).resolves.toBe(false);
  });

  it('says that it is not there, whatever is asked of it', async () => {
    await collection.drop();
    const point = aPoint(DIMENSIONS);
    await expect(collection.upsert([point])).rejects.toThrow(CollectionMissingError);
    await expect(collection.remove([point.id])).rejects.toThrow(CollectionMissingError);
    await expect(collection.query(point.vector, 3)).rejects.toThrow(CollectionMissingError);
    await expect(collection.retrieve([point.id])).rejects.toThrow(CollectionMissingError);
    await expect(collection.count()).rejects.toThrow(CollectionMissingError);
    await expect(collection.ids().next()).rejects.toThrow(CollectionMissingError);
    expect(server.isUp).toBe(true);
  });

  it('refuses vectors of another length, and says no more than that', async () => {
    const point = aPoint(DIMENSIONS + 1);
    const refusal = { code: 'vector-store.refused', details: { reason: 'dimensions' } };
    await expect(collection.upsert([point])).rejects.toMatchObject(refusal);
    await expect(collection.query(point.vector, 3)).rejects.toMatchObject(refusal);
    await expect(collection.query(point.vector, 3)).rejects.toThrow(VectorStoreRefusedError);
    expect(server.isUp).toBe(true);
  });

  it('sends no value that is no number', async () => {
    const vector = aVector(DIMENSIONS).fill(Number.NaN, 0, 1);
    await expect(collection.upsert([{ ...aPoint(DIMENSIONS), vector }])).rejects.toThrow(RangeError);
    await expect(collection.query(vector, 3)).rejects.toThrow(RangeError);
  });

  it('is listed under what its name begins with', async () => {
    const prefix = `${PREFIX}${randomBytes(4).toString('hex')}_`;
    const names = [`${prefix}a`, `${prefix}b`];
    for (const name of names) await server.collection(name).ensure(DIMENSIONS);
    await expect(server.list(prefix).then((found) => found.toSorted())).resolves.toEqual(names);
  });

  it('may be laid out for memory', async () => {
    const small = connect({ ...LAYOUT, quantization: 'int8', onDisk: false });
    const quantized = small.collection(`${PREFIX}${randomUUID()}`);
    await quantized.ensure(DIMENSIONS);
    const points = Array.from({ length: 50 }, () => aPoint(DIMENSIONS));
    await quantized.upsert(points);
    const found = await quantized.query(points[0]?.vector ?? aVector(DIMENSIONS), 2);
    expect(found[0]?.id).toBe(points[0]?.id);
    await small.close();
  });

  it('ends a call when its caller does', async () => {
    const reason = new Error('enough');
    await expect(collection.query(aVector(DIMENSIONS), 3, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(server.isUp).toBe(true);
  });
});
