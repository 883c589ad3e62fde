import { RecordType } from '@hearthlore/crypto';
import { newId, type RecordSetId } from '@hearthlore/kernel';
import { describe, expect, it } from 'vitest';
import { InMemoryRecordSetStore } from '../testing/in-memory-record-set-store.js';
import { aVault } from '../testing/vaults.js';
import { RecordSetNotFoundError, RecordsTamperedError, VaultLockedError } from '../vault.errors.js';
import { RecordSets } from './record-sets.js';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const texts = (all: readonly Uint8Array[]): string[] => all.map((one) => Buffer.from(one).toString());
const put = (index: number, text: string) => ({ type: RecordType.text, index, plaintext: bytes(text) });

async function aDocument(count = 3) {
  const store = new InMemoryRecordSetStore();
  const sets = new RecordSets(store);
  const vault = aVault();
  const id = newId<RecordSetId>();
  await sets.create(vault, id, 'document');
  await sets.write(vault, id, { put: Array.from({ length: count }, (_, index) => put(index, `passage ${index}`)) });
  return { store, sets, vault, id };
}

describe('record sets', () => {
  it('read back what was written, in order and by index', async () => {
    const { sets, vault, id } = await aDocument();
    expect(texts(await sets.readAll(vault, id, RecordType.text))).toEqual(['passage 0', 'passage 1', 'passage 2']);
    expect(texts([...(await sets.read(vault, id, RecordType.text, [2, 77])).values()])).toEqual(['passage 2']);
    await sets.write(vault, id, { put: [put(1, 'changed')], remove: [{ type: RecordType.text, index: 2 }] });
    expect(texts(await sets.readAll(vault, id, RecordType.text))).toEqual(['passage 0', 'changed']);
  });

  it('lose a whole type at once, and nothing else', async () => {
    const { store, sets, vault, id } = await aDocument();
    await sets.write(vault, id, { put: [{ type: RecordType.meta, index: 0, plaintext: bytes('title') }] });
    await sets.write(vault, id, { removeTypes: [RecordType.text, RecordType.vectorPack] });
    expect(await sets.readAll(vault, id, RecordType.text)).toEqual([]);
    expect(await store.readRecords(vault.ownerId, id, RecordType.text)).toEqual([]);
    expect(texts(await sets.readAll(vault, id, RecordType.meta))).toEqual(['title']);
  });

  it('notice a dropped last record', async () => {
    const { store, sets, vault, id } = await aDocument();
    await store.removeRecords(vault.ownerId, id, [{ type: RecordType.text, index: 2 }]);
    await expect(sets.readAll(vault, id, RecordType.text)).rejects.toThrow(RecordsTamperedError);
  });

  it('notice an old revision put back', async () => {
    const { store, sets, vault, id } = await aDocument();
    const old = await store.readRecords(vault.ownerId, id, RecordType.text, [1]);
    await sets.write(vault, id, { put: [put(1, 'changed')] });
    await store.putRecords(vault.ownerId, id, old);
    await expect(sets.readAll(vault, id, RecordType.text)).rejects.toThrow(RecordsTamperedError);
  });

  it('notice two records swapped, one moved from another document, and one added', async () => {
    const { store, sets, vault, id } = await aDocument();
    const [first, second] = await store.readRecords(vault.ownerId, id, RecordType.text);
    if (first === undefined || second === undefined) throw new RangeError('the document has no records');
    await store.putRecords(vault.ownerId, id, [{ ...first, index: 1 }]);
    await expect(sets.readAll(vault, id, RecordType.text)).rejects.toThrow(RecordsTamperedError);
    await store.putRecords(vault.ownerId, id, [second, { ...first, index: 9 }]);
    await expect(sets.readAll(vault, id, RecordType.text)).rejects.toThrow(RecordsTamperedError);
    const other = newId<RecordSetId>();
    await sets.create(vault, other, 'document', [put(0, 'another')]);
    await store.putRecords(vault.ownerId, other, [first]);
    await expect(sets.readAll(vault, other, RecordType.text)).rejects.toThrow(RecordsTamperedError);
  });

  it('notice an old manifest put back beside newer records', async () => {
    const { store, sets, vault, id } = await aDocument();
    const before = await store.findSet(vault.ownerId, id);
    await sets.write(vault, id, { put: [put(0, 'changed')] });
    if (before === undefined) throw new RangeError('the set is gone');
    await store.updateManifest(vault.ownerId, id, before.manifest, before.revision);
    await expect(sets.readAll(vault, id, RecordType.text)).rejects.toThrow(RecordsTamperedError);
  });

  it('do not open for another member, even in possession of every row', async () => {
    const { store, sets, vault, id } = await aDocument();
    const thief = aVault();
    const set = await store.findSet(vault.ownerId, id);
    if (set === undefined) throw new RangeError('the set is gone');
    await store.insertSet(thief.ownerId, set);
    await store.putRecords(thief.ownerId, id, await store.readRecords(vault.ownerId, id, RecordType.text));
    await expect(sets.readAll(thief, id, RecordType.text)).rejects.toThrow(RecordsTamperedError);
  });

  it('do not open once the vault is locked', async () => {
    const { sets, vault, id } = await aDocument();
    vault.lock();
    expect(vault.signal.aborted).toBe(true);
    await expect(sets.readAll(vault, id, RecordType.text)).rejects.toThrow(VaultLockedError);
    expect(() => vault.dedupeHash(bytes('file'))).toThrow(VaultLockedError);
  });

  it('read across sets with the same checks', async () => {
    const { store, sets, vault, id } = await aDocument(1);
    const gone = newId<RecordSetId>();
    const read = await sets.readAcross(vault, [id, gone], RecordType.text);
    expect([...read.keys()]).toEqual([id]);
    expect(texts([...(read.get(id)?.values() ?? [])])).toEqual(['passage 0']);
    await store.removeRecords(vault.ownerId, id, [{ type: RecordType.text, index: 0 }]);
    await expect(sets.readAcross(vault, [id], RecordType.text)).rejects.toThrow(RecordsTamperedError);
  });

  it('are gone after deletion', async () => {
    const { sets, vault, id } = await aDocument();
    expect(await sets.delete(vault.ownerId, id)).toBe(true);
    await expect(sets.write(vault, id, { put: [put(0, 'late')] })).rejects.toThrow(RecordSetNotFoundError);
  });
});

describe('a file in segments', () => {
  const segment = (index: number, last = false) => ({
    type: RecordType.fileSegment,
    index,
    plaintext: bytes(`segment ${index}`),
    last,
  });

  async function aFile(count: number) {
    const store = new InMemoryRecordSetStore();
    const sets = new RecordSets(store);
    const vault = aVault();
    const id = newId<RecordSetId>();
    await sets.create(vault, id, 'export');
    for (let index = 0; index < count; index += 1)
      await sets.write(vault, id, { put: [segment(index, index === count - 1)] });
    const read = async (): Promise<string[]> => {
      const segments: Uint8Array[] = [];
      for await (const one of sets.readFile(vault, id)) segments.push(one);
      return texts(segments);
    };
    return { store, sets, vault, id, read };
  }

  it.each([1, 7, 8, 9, 17])('of %i comes back whole and in order', async (count) => {
    const { read } = await aFile(count);
    expect(await read()).toEqual(Array.from({ length: count }, (_, index) => `segment ${index}`));
  });

  it('is not handed out before its last segment is there', async () => {
    const { sets, vault, id, read } = await aFile(3);
    await sets.write(vault, id, { remove: [{ type: RecordType.fileSegment, index: 2 }] });
    await expect(read()).rejects.toThrow(RecordsTamperedError);
    await sets.write(vault, id, { removeTypes: [RecordType.fileSegment] });
    await expect(read()).rejects.toThrow(RecordsTamperedError);
  });

  it('does not go on behind its end', async () => {
    const { sets, vault, id, read } = await aFile(3);
    await sets.write(vault, id, { put: [segment(3)] });
    await expect(read()).rejects.toThrow(RecordsTamperedError);
  });

  it('does not end where a segment that was not the last says that it is', async () => {
    const { store, vault, id, read } = await aFile(3);
    const [second] = await store.readRecords(vault.ownerId, id, RecordType.fileSegment, [1]);
    const sealed = new Uint8Array(second?.sealed ?? []);
    sealed[16] = 1;
    await store.putRecords(vault.ownerId, id, [{ type: RecordType.fileSegment, index: 1, sealed }]);
    await expect(read()).rejects.toThrow(RecordsTamperedError);
  });
});
