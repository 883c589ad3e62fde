import { type DocumentId, passageId } from '@hearthlore/kernel';
import type { QdrantCollection } from '@hearthlore/qdrant';
import type { MemberVault } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StandInQdrant } from '../../../../test/harness/qdrant/stand-in-qdrant.js';
import { aBatch, arrangeQdrant, MODEL, passages, vectorOf } from '../testing/arrange-qdrant.js';
import { encodePointPayload } from './point-payload.js';

beforeAll(() => Logger.overrideLogger(false));

type Arranged = ReturnType<typeof arrangeQdrant>;

let qdrant: StandInQdrant;
let arranged: Arranged;
let vault: MemberVault;
let id: DocumentId;
let collection: QdrantCollection;

beforeAll(async () => {
  qdrant = await StandInQdrant.start();
});
afterAll(() => qdrant.stop());

/** Passage 0 has a vector and no windows, passage 1 has both. */
beforeEach(async () => {
  arranged = arrangeQdrant(qdrant.url);
  vault = aVault();
  id = await arranged.addDocument(vault);
  await arranged.store.add(vault, id, aBatch([...passages(0, 1, 0), ...passages(1, 1, 2)]));
  collection = await arranged.collectionOf(vault);
});

const ask = async (vector = vectorOf(0), member = vault) =>
  arranged.store.search(member, { modelId: MODEL, vector, limit: 10 });
const hits = async (vector?: Float32Array) => (await ask(vector)).found.map(({ key }) => key);
const point = (ordinal: number, document = id) => arranged.names.pointId(document, ordinal);

async function payloadOf(pointId: string, from = collection): Promise<Uint8Array> {
  const [found] = await from.retrieve([pointId]);
  if (found === undefined) throw new RangeError('no such point');
  return found.payload;
}

/** What the keys of a member's points would seal and protect: what only a defect of ours, or a thief of keys, can make. */
const protectedVectors = (member: MemberVault) => arranged.binding.protection.open(member, MODEL, 32);

describe('a vector store that lies', () => {
  it('finds what is there while nobody does anything to it', async () => {
    expect(await hits()).toEqual([passageId(id, 0), passageId(id, 1)]);
    expect(arranged.watcher.foreign).toBe(0);
  });

  it('finds nothing by the payload of another member', async () => {
    const stranger = aVault();
    const theirs = await arranged.addDocument(stranger);
    await arranged.store.add(stranger, theirs, aBatch(passages(0, 1, 0)));
    const payload = await payloadOf(point(0, theirs), await arranged.collectionOf(stranger));
    await collection.upsert([{ id: point(0, theirs), vector: vectorOf(5), payload }]);
    await collection.upsert([{ id: point(0), vector: vectorOf(5), payload }]);
    expect(await hits()).toEqual([passageId(id, 1)]);
    expect(arranged.watcher.foreign).toBe(2);
  });

  it('finds nothing by what was sealed for another point', async () => {
    const payload = await payloadOf(point(0));
    await collection.upsert([{ id: point(1), vector: vectorOf(5), payload }]);
    // The home of passage 1 is gone: what its guests point to does not open, and its pack answers.
    expect(await hits()).toEqual([passageId(id, 0), passageId(id, 1)]);
    expect(arranged.watcher.foreign).toBe(2);
    expect((await arranged.ledger.find(vault.ownerId, id))?.isStored).toBe(false);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['noise', new Uint8Array(300).fill(9)],
  ])('finds nothing by %s in the place of a payload', async (_, payload) => {
    const stray = '00000000-0000-4000-8000-000000000001';
    await collection.upsert([{ id: stray, vector: vectorOf(0), payload }]);
    expect(await hits()).toEqual([passageId(id, 0), passageId(id, 1)]);
    expect(arranged.watcher.foreign).toBe(1);
  });

  it('finds nothing by a record that names another owner though it opens', async () => {
    const vectors = await protectedVectors(vault);
    const stray = '00000000-0000-4000-8000-000000000001';
    const plaintext = encodePointPayload({
      kind: 'home',
      owner: aVault().ownerId,
      document: id,
      edition: (await arranged.ledger.find(vault.ownerId, id))?.edition ?? new Uint8Array(8),
      passage: 77,
      dimensions: 32,
      isWindow: [false],
      scales: Float32Array.of(0.01),
      values: new Int8Array(32).fill(50),
    });
    await collection.upsert([{ id: stray, vector: vectorOf(0), payload: vectors.seal(stray, plaintext) }]);
    expect(await hits()).not.toContain(passageId(id, 77));
    expect(arranged.watcher.foreign).toBe(1);
  });

  it('does not believe what it had before a document was read anew, and mends it', async () => {
    const old = await collection.retrieve([point(0), point(1), point(2), point(3)]);
    await arranged.store.forget(vault.ownerId, id);
    await arranged.binding.packs.write(vault, id, { remove: [{ kind: 'vector', index: 0 }] });
    await arranged.store.add(vault, id, aBatch([...passages(8, 1, 0), ...passages(9, 1, 2)]));
    expect(await hits()).toEqual(expect.arrayContaining([passageId(id, 8), passageId(id, 9)]));
    await collection.upsert(old.map((was) => ({ ...was, vector: vectorOf(0) })));
    const answer = await hits();
    expect(answer.toSorted()).toEqual([passageId(id, 8), passageId(id, 9)].toSorted());
    expect(await arranged.sync.run(vault, vault.signal)).toMatchObject({ sent: 1, waiting: 0 });
    qdrant.forgetRequests();
    expect((await hits()).toSorted()).toEqual(answer.toSorted());
    expect(qdrant.requests.some(({ path }) => path.endsWith('/points/query'))).toBe(true);
    expect((await arranged.ledger.find(vault.ownerId, id))?.isStored).toBe(true);
  });

  it('does not show a document again whose points it keeps after it was deleted', async () => {
    const kept = await collection.retrieve([point(0), point(1), point(2), point(3)]);
    const other = await arranged.addDocument(vault);
    await arranged.store.add(vault, other, aBatch(passages(5, 1, 0)));
    arranged.documents.delete(id);
    await arranged.store.forget(vault.ownerId, id);
    await collection.upsert(kept.map((was) => ({ ...was, vector: vectorOf(0) })));
    expect(await hits()).toEqual([passageId(other, 5)]);
    expect(await arranged.sweep.run(vault)).toMatchObject({ points: 5, strangers: 4, missing: 0 });
    expect(await collection.count()).toBe(1);
  });

  it('gets back what it lost', async () => {
    await collection.remove([point(2)]);
    expect(await arranged.sweep.run(vault)).toMatchObject({ points: 3, strangers: 0, missing: 1, sent: 1, waiting: 0 });
    expect(await collection.count()).toBe(4);
    expect(arranged.ledger.sweeps.get(vault.ownerId)).toBe(1);
  });
});
