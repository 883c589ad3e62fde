import { type DocumentId, passageId, type UserId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StandInQdrant } from '../../../../test/harness/qdrant/stand-in-qdrant.js';
import type { PackKind } from '../ports/pack-store.port.js';
import { aBatch, arrangeQdrant, MODEL, passages, vectorOf } from '../testing/arrange-qdrant.js';
import { InMemoryPackStore } from '../testing/in-memory-pack-store.js';

/** Of a question that names documents: from here on the store is asked, and not every vector looked at. */
const MANY_VECTORS = 8_200;

beforeAll(() => Logger.overrideLogger(false));

/** Packs in clear; something can happen right after they were read. */
class InterruptedPacks extends InMemoryPackStore {
  afterRead: () => Promise<void> = () => Promise.resolve();

  override async read(vault: MemberVault, documentIds: readonly DocumentId[], kind: PackKind) {
    const packs = await super.read(vault, documentIds, kind);
    const { afterRead } = this;
    this.afterRead = () => Promise.resolve();
    await afterRead();
    return packs;
  }
}

let qdrant: StandInQdrant;
beforeAll(async () => {
  qdrant = await StandInQdrant.start();
});
afterAll(() => qdrant.stop());

function arrange() {
  const packs = new InterruptedPacks();
  return { ...arrangeQdrant(qdrant.url, { packs }), packs };
}

let arranged: ReturnType<typeof arrange>;
let vault: MemberVault;
beforeEach(() => {
  arranged = arrange();
  vault = aVault();
});

async function aStored(from = 0): Promise<DocumentId> {
  const id = await arranged.addDocument(vault);
  await arranged.store.add(vault, id, aBatch(passages(from, 6)));
  return id;
}

async function countIn(name: string): Promise<number> {
  return arranged.server.collection(name).count();
}
const collectionsOf = (ownerId: UserId) => arranged.server.list(arranged.names.memberPrefix(ownerId));
const search = () => arranged.store.search(vault, { modelId: MODEL, vector: vectorOf(0), limit: 100 });

describe('points of a document that is deleted', () => {
  it('while they are sent, and whose row the worker cleared away before, are removed by the next run', async () => {
    const id = await aStored();
    await aStored(20);
    await arranged.ledger.markWaiting(vault.ownerId, [id]);
    const row = await arranged.ledger.find(vault.ownerId, id);
    arranged.packs.afterRead = async () => {
      arranged.documents.delete(id);
      await arranged.ledger.remove(vault.ownerId, id, row?.edition ?? new Uint8Array());
    };
    await arranged.sync.run(vault, vault.signal);
    await arranged.sync.run(vault, vault.signal);
    const collection = await arranged.collectionOf(vault);
    expect(await collection.count()).toBe(18);
    expect(await arranged.ledger.list(vault.ownerId)).toHaveLength(1);
  });

  it('go from the collection of the key before, too, while that has to stay', async () => {
    const id = await aStored();
    const [before = ''] = await collectionsOf(vault.ownerId);
    vault = aVault(vault.ownerId);
    const other = await arranged.addDocument(vault);
    await arranged.store.add(vault, other, aBatch(passages(9, 1), false));
    await arranged.packs.write(vault, id, { remove: [{ kind: 'vector', index: 0 }] });
    await arranged.sync.run(vault, vault.signal);
    arranged.documents.delete(id);
    await arranged.store.forget(vault.ownerId, id);
    expect(await collectionsOf(vault.ownerId)).toContain(before);
    expect(await countIn(before)).toBe(0);
  });
});

describe('points that the store lost behind our back', () => {
  it('are sent again by the next process', async () => {
    const id = await aStored();
    const collection = await arranged.collectionOf(vault);
    await collection.remove([arranged.names.pointId(id, 0)]);
    const { sync } = arranged.restart();
    expect(await sync.run(vault, vault.signal)).toMatchObject({ sent: 1, waiting: 0 });
    expect(await collection.count()).toBe(18);
  });

  it('are searched in the packs, and sent again, where most of them are gone', async () => {
    const id = await aStored();
    const collection = await arranged.collectionOf(vault);
    await collection.remove(Array.from({ length: 12 }, (_, ordinal) => arranged.names.pointId(id, ordinal)));
    const answer = await search();
    expect(answer.found).toHaveLength(6);
    expect(answer.isFallback).toBe(true);
    expect(await arranged.sync.run(vault, vault.signal)).toMatchObject({ sent: 1, waiting: 0 });
    expect((await search()).isFallback).toBe(false);
  });
});

it('passages of documents that are named are found behind all those of others', async () => {
  const question = vectorOf(1);
  const place = { window: null, start: 0, end: 9 };
  const near = await arranged.addDocument(vault);
  const nearby = Array.from({ length: 800 }, (_, passage) => ({ ...place, passage, vector: question }));
  await arranged.store.add(vault, near, aBatch(nearby));
  const far = await arranged.addDocument(vault);
  const opposite = question.map((value) => -value);
  const behind = Array.from({ length: MANY_VECTORS }, (_, passage) => ({ ...place, passage, vector: opposite }));
  await arranged.store.add(vault, far, aBatch(behind));
  const { found } = await arranged.store.search(vault, {
    modelId: MODEL,
    vector: question,
    limit: 3,
    documentIds: [far],
  });
  expect(found.map(({ key }) => key.startsWith(passageId(far, 0).slice(0, 36)))).toEqual([true, true, true]);
});
