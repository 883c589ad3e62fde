import { type DocumentId, newId, type PassageId, passageId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { describe, expect, it } from 'vitest';
import type { PassageVector, VectorStore } from '../ports/vector-store.port.js';

const MODEL = { modelId: 'model-a', dimensions: 4 } as const;
const WHOLE = { window: null, start: 0, end: 10 } as const;

/** A unit vector in the plane of the first two axes: its cosine to `at(0)` is the cosine of the angle. */
const at = (degrees: number): Float32Array => {
  const radians = (degrees * Math.PI) / 180;
  return Float32Array.of(Math.cos(radians), Math.sin(radians), 0, 0);
};
const cosine = (degrees: number): number => Math.cos((degrees * Math.PI) / 180);
const whole = (passage: number, degrees: number): PassageVector => ({ passage, ...WHOLE, vector: at(degrees) });
const windowAt = (passage: number, window: number, degrees: number): PassageVector => ({
  passage,
  window,
  start: window * 5,
  end: window * 5 + 5,
  vector: at(degrees),
});

export interface ArrangedVectorStore {
  readonly store: VectorStore;
  readonly vault: MemberVault;
  readonly stranger: MemberVault;
  /** Makes the document exist for its owner, as storing its passages does. */
  readonly addDocument: (owner: MemberVault) => Promise<DocumentId>;
}

/** What every store of vectors must do. The fake earns its place in unit tests by passing this too. */
export function describeVectorStore(name: string, arrange: () => Promise<ArrangedVectorStore>): void {
  describe(`${name} as a VectorStore`, () => {
    const ask = async (
      { store, vault }: Pick<ArrangedVectorStore, 'store' | 'vault'>,
      more: { readonly limit?: number; readonly documentIds?: readonly DocumentId[]; readonly modelId?: string } = {},
    ) => (await store.search(vault, { modelId: MODEL.modelId, vector: at(0), limit: 10, ...more })).found;
    const keys = (found: readonly { readonly key: PassageId }[]): PassageId[] => found.map(({ key }) => key);

    it('finds passages by cosine, best first, at most as many as asked for', async () => {
      const arranged = await arrange();
      const id = await arranged.addDocument(arranged.vault);
      const vectors = [whole(0, 60), whole(1, 10), whole(2, 90), whole(3, 170)];
      await arranged.store.add(arranged.vault, id, { ...MODEL, vectors, isComplete: true });
      const found = await ask(arranged);
      expect(keys(found)).toEqual([1, 0, 2, 3].map((index) => passageId(id, index)));
      expect(found[0]?.score).toBeCloseTo(cosine(10), 2);
      expect(found[3]?.score).toBeCloseTo(cosine(170), 2);
      expect(keys(await ask(arranged, { limit: 2 }))).toEqual([passageId(id, 1), passageId(id, 0)]);
    });

    it('scores half the passage and half its best window, and a passage without windows by itself', async () => {
      const arranged = await arrange();
      const id = await arranged.addDocument(arranged.vault);
      const vectors = [whole(0, 60), windowAt(0, 0, 80), windowAt(0, 1, 20), whole(1, 50)];
      await arranged.store.add(arranged.vault, id, { ...MODEL, vectors, isComplete: true });
      const found = await ask(arranged);
      expect(keys(found)).toEqual([passageId(id, 0), passageId(id, 1)]);
      expect(found[0]?.score).toBeCloseTo((cosine(60) + cosine(20)) / 2, 2);
      expect(found[1]?.score).toBeCloseTo(cosine(50), 2);
    });

    it('adds windows later, and keeps what is there already', async () => {
      const arranged = await arrange();
      const { store, vault } = arranged;
      const id = await arranged.addDocument(vault);
      await store.add(vault, id, { ...MODEL, vectors: [whole(0, 40), whole(1, 45)], isComplete: false });
      await store.add(vault, id, { ...MODEL, vectors: [whole(0, 0), windowAt(1, 0, 5)], isComplete: true });
      const found = await ask(arranged);
      expect(keys(found)).toEqual([passageId(id, 1), passageId(id, 0)]);
      expect(found[1]?.score).toBeCloseTo(cosine(40), 2);
    });

    it('says which vectors a document has', async () => {
      const { store, vault, addDocument } = await arrange();
      const id = await addDocument(vault);
      const nothing = { passages: new Set(), windows: new Set(), isComplete: false };
      expect(await store.coverage(vault, id, MODEL.modelId)).toEqual(nothing);
      await store.add(vault, id, { ...MODEL, vectors: [whole(0, 0), whole(1, 0)], isComplete: false });
      await store.add(vault, id, { ...MODEL, vectors: [windowAt(1, 0, 0), windowAt(1, 1, 0)], isComplete: true });
      expect(await store.coverage(vault, id, MODEL.modelId)).toEqual({
        passages: new Set([0, 1]),
        windows: new Set([1]),
        isComplete: true,
      });
      expect(await store.coverage(vault, id, 'model-b')).toEqual(nothing);
    });

    it('searches only in the documents that are named', async () => {
      const arranged = await arrange();
      const { store, vault } = arranged;
      const [one, two] = [await arranged.addDocument(vault), await arranged.addDocument(vault)];
      await store.add(vault, one, { ...MODEL, vectors: [whole(0, 0)], isComplete: true });
      await store.add(vault, two, { ...MODEL, vectors: [whole(0, 50)], isComplete: true });
      expect(keys(await ask(arranged, { documentIds: [two] }))).toEqual([passageId(two, 0)]);
      expect(await ask(arranged, { documentIds: [] })).toEqual([]);
      expect(await ask(arranged, { documentIds: [newId<DocumentId>()] })).toEqual([]);
    });

    it('finds nothing of another member, whatever is asked for', async () => {
      const arranged = await arrange();
      const { store, vault, stranger } = arranged;
      const id = await arranged.addDocument(vault);
      await store.add(vault, id, { ...MODEL, vectors: [whole(0, 0)], isComplete: true });
      expect(await ask({ store, vault: stranger })).toEqual([]);
      expect(await ask({ store, vault: stranger }, { documentIds: [id] })).toEqual([]);
      await store.forget(stranger.ownerId, id);
      expect(keys(await ask(arranged))).toEqual([passageId(id, 0)]);
    });

    it('forgets a document at once', async () => {
      const arranged = await arrange();
      const { store, vault } = arranged;
      const [one, two] = [await arranged.addDocument(vault), await arranged.addDocument(vault)];
      await store.add(vault, one, { ...MODEL, vectors: [whole(0, 0), windowAt(0, 0, 0)], isComplete: true });
      await store.add(vault, two, { ...MODEL, vectors: [whole(0, 50)], isComplete: true });
      await store.forget(vault.ownerId, one);
      expect(keys(await ask(arranged))).toEqual([passageId(two, 0)]);
    });

    it('does not answer a question of one model with vectors of another, and replaces them document by document', async () => {
      const arranged = await arrange();
      const { store, vault } = arranged;
      const id = await arranged.addDocument(vault);
      await store.add(vault, id, { ...MODEL, vectors: [whole(0, 0), whole(1, 30)], isComplete: true });
      expect(await ask(arranged, { modelId: 'model-b' })).toEqual([]);
      const other = { modelId: 'model-b', dimensions: 4, vectors: [whole(1, 20)], isComplete: false };
      await store.add(vault, id, other);
      expect(keys(await ask(arranged, { modelId: 'model-b' }))).toEqual([passageId(id, 1)]);
      expect(await ask(arranged)).toEqual([]);
    });

    it('does not answer once the vault is locked', async () => {
      const arranged = await arrange();
      const id = await arranged.addDocument(arranged.vault);
      await arranged.store.add(arranged.vault, id, { ...MODEL, vectors: [whole(0, 0)], isComplete: true });
      arranged.vault.lock();
      await expect(ask(arranged)).rejects.toMatchObject({ code: 'vault.locked' });
    });
  });
}
