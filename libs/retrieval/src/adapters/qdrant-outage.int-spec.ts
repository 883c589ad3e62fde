import type { DocumentId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StandInQdrant } from '../../../../test/harness/qdrant/stand-in-qdrant.js';
import { aBatch, arrangeQdrant, MODEL, passages, vectorOf } from '../testing/arrange-qdrant.js';

beforeAll(() => Logger.overrideLogger(false));

let qdrant: StandInQdrant;
let arranged: ReturnType<typeof arrangeQdrant>;
let vault: MemberVault;
let id: DocumentId;

beforeEach(async () => {
  qdrant = await StandInQdrant.start();
  arranged = arrangeQdrant(qdrant.url);
  vault = aVault();
  id = await arranged.addDocument(vault);
});
afterEach(async () => {
  await arranged.server.close();
  await qdrant.stop();
});

const QUERY = { modelId: MODEL, vector: vectorOf(4), limit: 10 };
const add = (from = 0, document = id) => arranged.store.add(vault, document, aBatch(passages(from, 4)));
const ask = () => arranged.store.search(vault, QUERY);
const exactly = async () => {
  const sealed = arranged.sealed();
  await sealed.incomplete(vault, [], MODEL);
  return (await sealed.search(vault, QUERY)).found;
};
const isBack = async (): Promise<void> => {
  const back = Promise.withResolvers<void>();
  arranged.server.whenBack(() => back.resolve());
  await qdrant.startAgain();
  if (!arranged.server.isUp) await back.promise;
};

describe('while Qdrant is away', () => {
  it('documents come in, wait and are found; when it is back, they are sent', async () => {
    await qdrant.stop();
    await add();
    expect(arranged.watcher.waits).toBeGreaterThan(0);
    expect(await ask()).toEqual({ found: await exactly(), isFallback: true });
    await isBack();
    expect(await arranged.sync.run(vault, vault.signal)).toEqual({ sent: 1, waiting: 0, gone: 0, dropped: 0 });
    expect(await ask()).toEqual({ found: await exactly(), isFallback: false });
  });

  it('what it had is answered from the packs, and by it again when it is back', async () => {
    await add();
    const before = await ask();
    expect(before.isFallback).toBe(false);
    await qdrant.stop();
    expect(await ask()).toEqual({ found: before.found, isFallback: true });
    await isBack();
    expect(await ask()).toEqual(before);
  });

  it('a deleted document is not found, and its points go when it is back', async () => {
    await add();
    const other = await arranged.addDocument(vault);
    await add(10, other);
    await qdrant.stop();
    arranged.documents.delete(id);
    await arranged.store.forget(vault.ownerId, id);
    expect((await ask()).found.every(({ key }) => key.startsWith(other))).toBe(true);
    expect(await arranged.ledger.find(vault.ownerId, id)).toMatchObject({ points: 12, isStored: false });
    await isBack();
    expect(await arranged.sync.run(vault, vault.signal)).toMatchObject({ gone: 1, waiting: 0 });
    expect(await (await arranged.collectionOf(vault)).count()).toBe(12);
  });

  it('a document is read anew and has become shorter: what is beyond its end goes when it is back', async () => {
    await add();
    await qdrant.stop();
    await arranged.store.forget(vault.ownerId, id);
    await arranged.binding.packs.write(vault, id, { remove: [{ kind: 'vector', index: 0 }] });
    await arranged.store.add(vault, id, aBatch(passages(50, 1)));
    expect(await ask()).toEqual({ found: await exactly(), isFallback: true });
    await isBack();
    expect(await arranged.sync.run(vault, vault.signal)).toMatchObject({ sent: 1, waiting: 0 });
    expect(await (await arranged.collectionOf(vault)).count()).toBe(3);
    expect(await ask()).toEqual({ found: await exactly(), isFallback: false });
  });

  it.each([0, 1, 2, 3])('errors from its call number %i on cost nothing but the next run', async (sound) => {
    await add();
    const second = await arranged.addDocument(vault);
    qdrant.forgetRequests();
    const failing = setInterval(() => {
      if (qdrant.requests.length >= sound) qdrant.failNext(1_000, 503);
    }, 0);
    if (sound === 0) qdrant.failNext(1_000, 503);
    await add(10, second);
    expect((await ask()).found).toEqual(await exactly());
    clearInterval(failing);
    qdrant.failNext(0);
    await expect.poll(() => arranged.server.isUp).toBe(true);
    expect(await arranged.sync.run(vault, vault.signal)).toMatchObject({ waiting: 0 });
    expect(await ask()).toEqual({ found: await exactly(), isFallback: false });
  });
});

describe('points that were rotated otherwise', () => {
  it('are not asked, and are made anew', async () => {
    await add();
    const { generation } = (await arranged.ledger.findCollection(vault.ownerId)) ?? { generation: '' };
    const probe = new Uint8Array(400);
    await arranged.ledger.saveCollection(vault.ownerId, { generation, probe });
    const { store, sync } = arranged.restart();
    expect(await store.search(vault, QUERY)).toEqual({ found: await exactly(), isFallback: true });
    expect(await sync.run(vault, vault.signal)).toMatchObject({ sent: 1, waiting: 0 });
    expect((await arranged.ledger.findCollection(vault.ownerId))?.probe).not.toEqual(probe);
    expect(await store.search(vault, QUERY)).toEqual({ found: await exactly(), isFallback: false });
  });
});

describe('a collection that somebody drops', () => {
  it('is answered from the packs, and made anew', async () => {
    await add();
    for (const name of qdrant.collectionNames) qdrant.dropBehind(name);
    expect(await ask()).toEqual({ found: await exactly(), isFallback: true });
    expect(arranged.watcher.waits).toBeGreaterThan(0);
    expect(await arranged.sync.run(vault, vault.signal)).toMatchObject({ sent: 1, waiting: 0 });
    expect(await ask()).toEqual({ found: await exactly(), isFallback: false });
  });
});

describe('a vault that locks', () => {
  it('ends what is being asked and what is being sent', async () => {
    await add();
    qdrant.answerAfter(300);
    setTimeout(() => vault.lock(), 50);
    const ends = await Promise.allSettled([ask(), add(20)]);
    expect(ends).toMatchObject(ends.map(() => ({ status: 'rejected', reason: { code: 'vault.locked' } })));
    await expect(arranged.sync.run(vault, new AbortController().signal)).rejects.toMatchObject({
      code: 'vault.locked',
    });
  });
});

describe('memory', () => {
  it('is read into for each question, and keeps no vector', async () => {
    await arranged.store.add(vault, id, aBatch(passages(0, 4), false));
    expect(arranged.parts.written.has(vault, id)).toBe(true);
    await add(4);
    expect(arranged.parts.written.has(vault, id)).toBe(false);
    await arranged.store.add(vault, id, aBatch(passages(8, 1), false));
    vault.lock();
    expect(arranged.parts.written.has(vault, id)).toBe(false);
  });
});

describe('another model', () => {
  it('has a collection of its own, and that of the one before is dropped', async () => {
    await add();
    const { indexBytes, loadPatience, keepsVectors } = arranged.binding.options;
    const changed = arranged.restart({
      options: { indexBytes, loadPatience, keepsVectors, modelId: () => 'model-b' },
    });
    expect(await changed.store.incomplete(vault, [id], 'model-b')).toEqual([id]);
    await changed.store.add(vault, id, aBatch(passages(0, 4, 1, 16), true, 'model-b'));
    expect(await changed.store.incomplete(vault, [id], 'model-b')).toEqual([]);
    expect(qdrant.collectionNames).toHaveLength(2);
    expect(await changed.sync.run(vault, vault.signal)).toMatchObject({ dropped: 1, waiting: 0 });
    expect(qdrant.collectionNames).toHaveLength(1);
    const query = { modelId: 'model-b', vector: vectorOf(4, 16), limit: 10 };
    expect(await changed.store.search(vault, query)).toMatchObject({ isFallback: false, found: [{}, {}, {}, {}] });
    expect((await changed.store.search(vault, QUERY)).found).toEqual([]);
  });
});

describe('named documents', () => {
  it('are compared one by one where they are few, without asking', async () => {
    await add();
    const other = await arranged.addDocument(vault);
    await add(10, other);
    qdrant.forgetRequests();
    const { found, isFallback } = await arranged.store.search(vault, { ...QUERY, documentIds: [other] });
    expect(found.map(({ key }) => key.split('.')[0])).toEqual([other, other, other, other]);
    expect(isFallback).toBe(false);
    expect(qdrant.requests).toEqual([]);
  });
});
