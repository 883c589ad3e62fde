import { randomBytes } from '@hearthlore/crypto';
import { type DocumentId, newId, type UserId } from '@hearthlore/kernel';
import { describe, expect, it } from 'vitest';
import type { PointLedger } from '../ports/point-ledger.port.js';

const OLD = '00000000000000aa';
const NEW = '00000000000000bb';

const anEdition = (): Uint8Array => randomBytes(8);
const aDocumentId = (): DocumentId => newId<DocumentId>();

export interface ArrangedPointLedger {
  readonly ledger: PointLedger;
  readonly owner: UserId;
  readonly stranger: UserId;
  /** Makes a document exist for the owner. */
  readonly addDocument: () => Promise<DocumentId>;
  readonly removeDocument: (id: DocumentId) => Promise<void>;
}

/** What every ledger of points must do. The fake earns its place in unit tests by passing this too. */
export function describePointLedger(name: string, arrange: () => Promise<ArrangedPointLedger>): void {
  describe(`${name} as a PointLedger`, () => {
    const expectAndStore = async (
      { ledger, owner, addDocument }: ArrangedPointLedger,
      { points = 7, generation = NEW, isComplete = true } = {},
    ) => {
      const id = await addDocument();
      const edition = anEdition();
      await ledger.expect(owner, id, { generation, edition, points, isComplete });
      await ledger.markStored(owner, id, { edition, points, isComplete });
      return { id, edition };
    };

    it('has a document wait from the moment it is expected until it is stored', async () => {
      const { ledger, owner, addDocument } = await arrange();
      const id = await addDocument();
      const edition = anEdition();
      await ledger.expect(owner, id, { generation: NEW, edition, points: 3, isComplete: false });
      const waiting = { documentId: id, generation: NEW, edition, points: 3, isStored: false, isComplete: false };
      expect(await ledger.find(owner, id)).toEqual(waiting);
      expect((await ledger.survey(owner, NEW)).waiting).toEqual([{ documentId: id, points: 3 }]);
      expect(await ledger.markStored(owner, id, { edition, points: 2, isComplete: true })).toBe(true);
      expect(await ledger.list(owner)).toEqual([{ ...waiting, points: 2, isStored: true, isComplete: true }]);
      expect(await ledger.survey(owner, NEW)).toMatchObject({ stored: { documents: 1, points: 2 }, waiting: [] });
    });

    it('does not take a document for stored that changed meanwhile', async () => {
      const { ledger, owner } = await arrange();
      const id = aDocumentId();
      const [before, after] = [anEdition(), anEdition()];
      await ledger.expect(owner, id, { generation: NEW, edition: before, points: 3, isComplete: true });
      await ledger.expect(owner, id, { generation: NEW, edition: after, points: 1, isComplete: true });
      expect(await ledger.markStored(owner, id, { edition: before, points: 3, isComplete: true })).toBe(false);
      expect(await ledger.find(owner, id)).toMatchObject({ edition: after, points: 3, isStored: false });
      expect(await ledger.markStored(owner, aDocumentId(), { edition: after, points: 3, isComplete: true })).toBe(
        false,
      );
    });

    it('counts what is of another generation as waiting', async () => {
      const arranged = await arrange();
      const { ledger, owner } = arranged;
      const old = await expectAndStore(arranged, { generation: OLD, points: 4 });
      const current = await expectAndStore(arranged, { points: 5 });
      const { stored, waiting } = await ledger.survey(owner, NEW);
      expect(stored).toEqual({ documents: 1, points: 5 });
      expect(waiting).toEqual([{ documentId: old.id, points: 4 }]);
      const there = await ledger.stored(owner, [old.id, current.id, aDocumentId()], NEW);
      expect([...there.keys()]).toEqual([current.id]);
      expect(there.get(current.id)).toMatchObject({ edition: current.edition, points: 5, isComplete: true });
      expect((await ledger.stored(owner, [], NEW)).size).toBe(0);
    });

    it('leaves out of the survey what is gone, whether stored or not', async () => {
      const arranged = await arrange();
      const { ledger, owner, removeDocument } = arranged;
      const [stored, waits] = [await expectAndStore(arranged), await expectAndStore(arranged)];
      await ledger.markWaiting(owner, [waits.id]);
      for (const { id } of [stored, waits]) await removeDocument(id);
      expect(await ledger.survey(owner, NEW)).toMatchObject({ stored: { documents: 0, points: 0 }, waiting: [] });
      expect(await ledger.list(owner)).toHaveLength(2);
    });

    it('has documents sent once more: those that are named, or all of them', async () => {
      const arranged = await arrange();
      const { ledger, owner } = arranged;
      const [one, two] = [await expectAndStore(arranged), await expectAndStore(arranged)];
      await ledger.markWaiting(owner, [one.id]);
      expect((await ledger.survey(owner, NEW)).waiting).toEqual([{ documentId: one.id, points: 7 }]);
      expect([...(await ledger.stored(owner, [one.id, two.id], NEW)).keys()]).toEqual([two.id]);
      await ledger.markWaiting(owner);
      expect((await ledger.survey(owner, NEW)).waiting).toHaveLength(2);
      await ledger.markWaiting(owner, []);
    });

    it('enrols documents that have no row, and leaves the others as they are', async () => {
      const arranged = await arrange();
      const { ledger, owner } = arranged;
      const stored = await expectAndStore(arranged);
      const unknown = aDocumentId();
      await ledger.enrol(owner, [stored.id, unknown], NEW);
      await ledger.enrol(owner, [], NEW);
      expect(await ledger.find(owner, stored.id)).toMatchObject({ edition: stored.edition, isStored: true });
      expect(await ledger.find(owner, unknown)).toMatchObject({ generation: NEW, points: 0, isStored: false });
    });

    it('removes a row of the edition that is named', async () => {
      const arranged = await arrange();
      const { ledger, owner } = arranged;
      const { id, edition } = await expectAndStore(arranged);
      await ledger.remove(owner, id, anEdition());
      expect(await ledger.find(owner, id)).toBeDefined();
      await ledger.remove(owner, id, edition);
      expect(await ledger.list(owner)).toEqual([]);
    });

    it('does not vouch for a document that is gone', async () => {
      const arranged = await arrange();
      const { ledger, owner } = arranged;
      const { id } = await expectAndStore(arranged);
      await arranged.removeDocument(id);
      expect((await ledger.stored(owner, [id], NEW)).size).toBe(0);
      expect(await ledger.find(owner, id)).toBeDefined();
    });

    it('forgets points that were removed: the row goes with its document, and otherwise waits without any', async () => {
      const arranged = await arrange();
      const { ledger, owner } = arranged;
      const [gone, there] = [await expectAndStore(arranged), await expectAndStore(arranged)];
      await arranged.removeDocument(gone.id);
      await ledger.noteRemoved(owner, gone.id, anEdition());
      expect(await ledger.find(owner, gone.id)).toMatchObject({ points: 7, isStored: true });
      await ledger.noteRemoved(owner, gone.id, gone.edition);
      await ledger.noteRemoved(owner, there.id, there.edition);
      expect(await ledger.list(owner)).toMatchObject([{ documentId: there.id, points: 0, isStored: false }]);
    });

    it('keeps one collection of each member', async () => {
      const { ledger, owner } = await arrange();
      expect(await ledger.findCollection(owner)).toBeUndefined();
      await ledger.saveCollection(owner, { generation: OLD, probe: Uint8Array.of(1, 2) });
      await ledger.saveCollection(owner, { generation: NEW, probe: Uint8Array.of(3) });
      await ledger.noteSweep(owner);
      const collection = { generation: NEW, probe: Uint8Array.of(3) };
      expect(await ledger.findCollection(owner)).toEqual(collection);
      expect((await ledger.survey(owner, OLD)).collection).toEqual(collection);
    });

    it('shows nothing of another member, and changes nothing of theirs', async () => {
      const arranged = await arrange();
      const { ledger, owner, stranger } = arranged;
      const { id, edition } = await expectAndStore(arranged);
      await ledger.saveCollection(owner, { generation: NEW, probe: Uint8Array.of(1) });
      expect(await ledger.find(stranger, id)).toBeUndefined();
      expect(await ledger.list(stranger)).toEqual([]);
      const nothing = { collection: undefined, stored: { documents: 0, points: 0 }, waiting: [] };
      expect(await ledger.survey(stranger, NEW)).toEqual(nothing);
      expect((await ledger.stored(stranger, [id], NEW)).size).toBe(0);
      expect(await ledger.findCollection(stranger)).toBeUndefined();
      expect(await ledger.markStored(stranger, id, { edition, points: 1, isComplete: true })).toBe(false);
      await ledger.markWaiting(stranger);
      await ledger.remove(stranger, id, edition);
      await ledger.noteRemoved(stranger, id, edition);
      await ledger.noteSweep(stranger);
      expect(await ledger.find(owner, id)).toMatchObject({ points: 7, isStored: true });
    });
  });
}
