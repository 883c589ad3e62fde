import { randomBytes, RecordType } from '@hearthlore/crypto';
import { newId, type RecordSetId, type UserId } from '@hearthlore/kernel';
import { describe, expect, it } from 'vitest';
import type { RecordSetStore, StoredRecordSet } from '../ports/record-set-store.port.js';

const aSet = (): StoredRecordSet => ({
  id: newId<RecordSetId>(),
  kind: 'document',
  keyVersion: 1,
  salt: randomBytes(32),
  commitment: randomBytes(32),
  manifest: randomBytes(300),
  revision: 1,
});

const aRecord = (index: number, type: RecordType = RecordType.text) => ({ type, index, sealed: randomBytes(302) });

/** What every store of sealed records must do. The fake earns its place in unit tests by passing this too. */
export function describeRecordSetStore(
  name: string,
  arrange: () => Promise<{ store: RecordSetStore; owner: UserId; stranger: UserId }>,
): void {
  describe(`${name} as a RecordSetStore`, () => {
    it('gives back sets and records byte for byte, as plain byte arrays, in order', async () => {
      const { store, owner } = await arrange();
      const set = aSet();
      const records = [aRecord(2), aRecord(0), aRecord(1)];
      await store.insertSet(owner, set);
      await store.putRecords(owner, set.id, [...records, aRecord(0, RecordType.meta)]);
      expect(await store.findSet(owner, set.id, 'none')).toEqual(set);
      const read = await store.readRecords(owner, set.id, RecordType.text);
      expect(read).toEqual([records[1], records[2], records[0]]);
      expect(await store.readRecords(owner, set.id, RecordType.text, [2, 9])).toEqual([records[0]]);
    });

    it('replaces, removes and deletes', async () => {
      const { store, owner } = await arrange();
      const set = aSet();
      await store.insertSet(owner, set);
      await store.putRecords(owner, set.id, [aRecord(0), aRecord(1)]);
      const replaced = aRecord(0);
      await store.putRecords(owner, set.id, [replaced]);
      await store.removeRecords(owner, set.id, [{ type: RecordType.text, index: 1 }]);
      await store.updateManifest(owner, set.id, set.salt, 2);
      expect(await store.readRecords(owner, set.id, RecordType.text)).toEqual([replaced]);
      expect(await store.findSet(owner, set.id, 'update')).toMatchObject({
        manifest: set.salt,
        revision: 2,
      });
      expect(await store.deleteSet(owner, set.id)).toBe(true);
      expect(await store.deleteSet(owner, set.id)).toBe(false);
      expect(await store.readRecords(owner, set.id, RecordType.text)).toEqual([]);
    });

    it('reads one type across several sets', async () => {
      const { store, owner, stranger } = await arrange();
      const [first, second] = [aSet(), aSet()];
      const record = aRecord(0);
      for (const set of [first, second]) await store.insertSet(owner, set);
      await store.putRecords(owner, first.id, [record, aRecord(0, RecordType.meta)]);
      const ids = [first.id, second.id, newId<RecordSetId>()];
      expect((await store.findSets(owner, ids, 'share')).map(({ id }) => id).sort()).toEqual(
        [first.id, second.id].sort(),
      );
      expect(await store.readRecordsAcross(owner, ids, RecordType.text)).toEqual(new Map([[first.id, [record]]]));
      const places = new Map([
        [first.id, [0, 5]],
        [second.id, [0]],
      ]);
      expect(await store.readRecordsAt(owner, places, RecordType.text)).toEqual(new Map([[first.id, [record]]]));
      expect((await store.readRecordsAt(stranger, places, RecordType.text)).size).toBe(0);
      expect(await store.findSets(stranger, ids, 'none')).toEqual([]);
      expect((await store.readRecordsAcross(stranger, ids, RecordType.text)).size).toBe(0);
    });

    it('counts and lists sets by the version of their key, and gives one another key', async () => {
      const { store, owner, stranger } = await arrange();
      const [older, newer, ring] = [aSet(), { ...aSet(), keyVersion: 2 }, { ...aSet(), kind: 'ring' as const }];
      for (const set of [older, newer, ring]) await store.insertSet(owner, set);
      expect(await store.countByKeyVersion(owner, ['document'])).toEqual(
        new Map([
          [1, 1],
          [2, 1],
        ]),
      );
      const page = { after: undefined, limit: 10 };
      expect(await store.listOlder(owner, ['document'], 2, page)).toEqual([older.id]);
      expect(await store.listOlder(owner, ['document'], 2, { ...page, after: older.id })).toEqual([]);
      expect(await store.listOlder(stranger, ['document'], 2, page)).toEqual([]);
      const both = await store.listOlder(owner, ['document'], 3, page);
      expect(both).toEqual([older.id, newer.id].sort());
      expect(await store.listOlder(owner, ['document'], 3, { ...page, limit: 1 })).toEqual(both.slice(0, 1));
      const { id: _id, kind: _kind, ...rekeyed } = { ...aSet(), keyVersion: 2, revision: 5 };
      await store.rekeySet(stranger, older.id, rekeyed);
      expect(await store.findSet(owner, older.id, 'none')).toEqual(older);
      await store.rekeySet(owner, older.id, rekeyed);
      expect(await store.findSet(owner, older.id, 'none')).toEqual({ ...older, ...rekeyed });
    });

    it('shows and gives a stranger nothing', async () => {
      const { store, owner, stranger } = await arrange();
      const set = aSet();
      await store.insertSet(owner, set);
      await store.putRecords(owner, set.id, [aRecord(0)]);
      expect(await store.findSet(stranger, set.id, 'none')).toBeUndefined();
      expect(await store.readRecords(stranger, set.id, RecordType.text)).toEqual([]);
      expect(await store.deleteSet(stranger, set.id)).toBe(false);
      expect(await store.findSet(owner, set.id, 'none')).toEqual(set);
    });

    it('takes back everything when the work fails', async () => {
      const { store, owner } = await arrange();
      const set = aSet();
      const failing = store.transact(owner, async () => {
        await store.insertSet(owner, set);
        throw new RangeError('stop');
      });
      await expect(failing).rejects.toThrow('stop');
      expect(await store.findSet(owner, set.id, 'none')).toBeUndefined();
    });
  });
}
