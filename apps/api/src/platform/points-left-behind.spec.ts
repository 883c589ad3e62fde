import { type DocumentId, newId } from '@hearthlore/kernel';
import { InMemoryPointLedger, InMemoryVectorStore } from '@hearthlore/retrieval/testing';
import { aVault } from '@hearthlore/vault/testing';
import { beforeEach, expect, it } from 'vitest';
import { PointsLeftBehind } from './points-left-behind.js';

const GENERATION = '0123456789abcdef';
const vault = aVault();
const { ownerId } = vault;

let ledger: InMemoryPointLedger;
let store: PointsLeftBehind;
let document: DocumentId;
let other: DocumentId;
beforeEach(async () => {
  ledger = new InMemoryPointLedger();
  store = new PointsLeftBehind(new InMemoryVectorStore(), ledger);
  [document, other] = [newId<DocumentId>(), newId<DocumentId>()];
  await ledger.enrol(ownerId, [document, other], GENERATION);
  for (const id of [document, other]) {
    const edition = (await ledger.find(ownerId, id))?.edition ?? expect.unreachable();
    await ledger.markStored(ownerId, id, { edition, points: 4, isComplete: true });
  }
});

const waiting = async (): Promise<DocumentId[]> =>
  (await ledger.survey(ownerId, GENERATION)).waiting.map(({ documentId }) => documentId);

it('nobody believes points of a document that changed while they were not used', async () => {
  expect(await waiting()).toEqual([]);
  await store.add(vault, document, { modelId: 'm', dimensions: 2, vectors: [], isComplete: true });
  expect(await waiting()).toEqual([document]);
});

it('nor those of one that is read anew', async () => {
  await store.forget(ownerId, other);
  expect(await waiting()).toEqual([other]);
});
