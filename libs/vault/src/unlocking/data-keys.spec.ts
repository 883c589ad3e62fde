import { RecordType } from '@hearthlore/crypto';
import { newId, type RecordSetId, type SessionId, type UserId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { newAuthBundle } from '../install/install-bundles.js';
import { RecordSets } from '../records/record-sets.js';
import { Resealing } from '../records/resealing.js';
import { HmacStretcher } from '../testing/hmac-stretcher.js';
import { InMemoryKeySlotStore } from '../testing/in-memory-key-slot-store.js';
import { InMemoryRecordSetStore } from '../testing/in-memory-record-set-store.js';
import { RecordsTamperedError, VaultLockedError } from '../vault.errors.js';
import { DataKeys } from './data-keys.js';
import { KeyCache } from './key-cache.js';
import { MemberKeys } from './member-keys.js';
import { MemberVault, readingKey, vectorKeyOf } from './member-vault.js';

/** Counts what is in memory at once, and fails where it is told to. */
class WatchedStore extends InMemoryRecordSetStore {
  mostAtOnce = 0;
  failAfter = Number.POSITIVE_INFINITY;

  override async putRecords(...[ownerId, id, records]: Parameters<InMemoryRecordSetStore['putRecords']>) {
    this.mostAtOnce = Math.max(this.mostAtOnce, records.length);
    if (this.failAfter-- <= 0) throw new Error('cut off');
    await super.putRecords(ownerId, id, records);
  }
}

const ownerId = newId<UserId>();
let store: WatchedStore;
let slots: InMemoryKeySlotStore;
let member: MemberKeys;
let cache: KeyCache;
let sets: RecordSets;
let keys: DataKeys;
let resealing: Resealing;
let userRootKey: Uint8Array;

beforeEach(async () => {
  store = new WatchedStore();
  slots = new InMemoryKeySlotStore();
  member = new MemberKeys(slots, store, new HmacStretcher(), newAuthBundle());
  cache = new KeyCache(new ManualClock());
  sets = new RecordSets(store);
  keys = new DataKeys(store, cache);
  resealing = new Resealing(store, sets, keys);
  const prepared = await member.prepare(ownerId, 'thistle canyon ladle ember quartz');
  const ringSet = newId<RecordSetId>();
  await slots.putRingSet(ownerId, ringSet);
  await member.enrol(ownerId, ringSet, prepared);
  ({ userRootKey } = prepared);
});

const open = async () => new MemberVault(ownerId, newId<SessionId>(), await member.open(ownerId, userRootKey));
const opensHere = async (): Promise<MemberVault> => {
  const vault = await open();
  cache.put(vault);
  return vault;
};
const ringSetOf = async () => (await slots.findRingSet(ownerId)) ?? expect.unreachable();
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const record = (text: string, index = 0) => ({ type: RecordType.text, index, plaintext: bytes(text) });
const versionOf = async (id: RecordSetId) => (await store.findSet(ownerId, id))?.keyVersion;
const textsOf = async (vault: MemberVault, id: RecordSetId) =>
  (await sets.readAll(vault, id, RecordType.text)).map((content) => Buffer.from(content).toString());

async function rotate(vault: MemberVault): Promise<void> {
  await keys.add(vault);
  await keys.follow(vault);
}

async function keep(vault: MemberVault, ...texts: string[]): Promise<RecordSetId> {
  const id = newId<RecordSetId>();
  await sets.create(
    vault,
    id,
    'document',
    texts.map((text, index) => record(text, index)),
  );
  return id;
}

describe('a new data key', () => {
  it('seals what is new at once, in every open vault, and what was there still opens', async () => {
    const [here, there] = [await opensHere(), await opensHere()];
    const before = await keep(here, 'before');
    await rotate(here);
    const after = await keep(there, 'after');
    expect([await versionOf(before), await versionOf(after)]).toEqual([1, 2]);
    expect([await textsOf(here, before), await textsOf(here, after)]).toEqual([['before'], ['after']]);
    expect(await keys.status(here)).toEqual({ version: 2, recordSets: { total: 2, older: 1 } });
  });

  it('is read by a vault of another process the moment it meets one of its sets', async () => {
    const [here, elsewhere] = [await opensHere(), await open()];
    await rotate(here);
    const id = await keep(here, 'new');
    await expect(textsOf(elsewhere, id)).resolves.toEqual(['new']);
  });

  it('is not in memory before it is kept: what it sealed would be lost with it', async () => {
    const vault = await opensHere();
    await keys.add(vault);
    expect(() => readingKey(vault, 2)).toThrow(VaultLockedError);
    await keys.follow(vault);
    expect(readingKey(vault, 2)).toHaveLength(32);
  });
});

describe('the vector key', () => {
  const copyOf = (vault: MemberVault) => new Uint8Array(vectorKeyOf(vault));

  it('is another one with every new data key, in every open vault and after the next sign-in', async () => {
    const [here, there] = [await opensHere(), await opensHere()];
    const before = copyOf(here);
    await rotate(here);
    const after = copyOf(here);
    expect(after).not.toEqual(before);
    expect(after.some((byte) => byte !== 0)).toBe(true);
    expect(vectorKeyOf(there)).toEqual(after);
    expect(vectorKeyOf(await open())).toEqual(after);
  });

  it('is not in memory before it is kept', async () => {
    const vault = await opensHere();
    const before = copyOf(vault);
    await keys.add(vault);
    expect(vectorKeyOf(vault)).toEqual(before);
    await keys.follow(vault);
    expect(vectorKeyOf(vault)).not.toEqual(before);
  });

  it('stays when older data keys are dropped, in the very place where it was', async () => {
    const vault = await opensHere();
    await rotate(vault);
    const held = vectorKeyOf(vault);
    const before = copyOf(vault);
    expect(await resealing.run(vault, vault.signal)).toMatchObject({ droppedKeys: 1 });
    await keys.status(vault);
    expect(vectorKeyOf(vault)).toBe(held);
    expect(held).toEqual(before);
  });

  it('reaches a vault of another process when it reads the ring', async () => {
    const [here, elsewhere] = [await opensHere(), await open()];
    await rotate(here);
    await keep(elsewhere, 'new');
    expect(vectorKeyOf(elsewhere)).toEqual(vectorKeyOf(here));
  });
});

describe('sealing anew', () => {
  it('moves every set to the newest key, drops the old ones, and leaves every word', async () => {
    const vault = await opensHere();
    const first = await keep(vault, 'one', 'two');
    await rotate(vault);
    const second = await keep(vault, 'three');
    await rotate(vault);
    expect(await resealing.run(vault, vault.signal)).toEqual({ resealed: 2, tampered: 0, droppedKeys: 2 });
    expect([await versionOf(first), await versionOf(second)]).toEqual([3, 3]);
    expect([await textsOf(vault, first), await textsOf(vault, second)]).toEqual([['one', 'two'], ['three']]);
    for (const version of [1, 2]) expect(() => readingKey(vault, version)).toThrow(VaultLockedError);
    expect(await textsOf(await open(), first)).toEqual(['one', 'two']);
    expect(await resealing.run(vault, vault.signal)).toEqual({ resealed: 0, tampered: 0, droppedKeys: 0 });
  });

  it('makes ciphertext put back from before unreadable', async () => {
    const vault = await opensHere();
    const id = await keep(vault, 'one');
    const old = await store.readRecords(ownerId, id, RecordType.text);
    await rotate(vault);
    await resealing.run(vault, vault.signal);
    await store.putRecords(ownerId, id, old);
    await expect(textsOf(vault, id)).rejects.toThrow(RecordsTamperedError);
  });

  it('holds a few records at a time, however large a document is', async () => {
    const vault = await opensHere();
    const texts = Array.from({ length: 500 }, (_, index) => `passage ${index}`);
    const id = await keep(vault, ...texts);
    await rotate(vault);
    store.mostAtOnce = 0;
    await resealing.run(vault, vault.signal);
    expect(store.mostAtOnce).toBeLessThanOrEqual(32);
    expect(await textsOf(vault, id)).toEqual(texts);
  });

  it.each([0, 1, 5, 15])(
    'cut off after %i writes, leaves all as it was and goes on the next time',
    async (failAfter) => {
      const vault = await opensHere();
      const texts = Array.from({ length: 500 }, (_, index) => `passage ${index}`);
      const id = await keep(vault, ...texts);
      await rotate(vault);
      store.failAfter = failAfter;
      await expect(resealing.run(vault, vault.signal)).rejects.toThrow('cut off');
      store.failAfter = Number.POSITIVE_INFINITY;
      expect(await versionOf(id)).toBe(1);
      expect(await textsOf(await open(), id)).toEqual(texts);
      expect(await resealing.run(vault, vault.signal)).toMatchObject({ resealed: 1, droppedKeys: 1 });
      expect(await textsOf(await open(), id)).toEqual(texts);
    },
  );

  it('leaves a set that somebody changed, and the key it is under', async () => {
    const vault = await opensHere();
    const [good, bad] = [await keep(vault, 'good'), await keep(vault, 'bad')];
    await store.putRecords(ownerId, bad, await store.readRecords(ownerId, good, RecordType.text));
    await rotate(vault);
    expect(await resealing.run(vault, vault.signal)).toEqual({ resealed: 1, tampered: 1, droppedKeys: 0 });
    expect(await textsOf(vault, good)).toEqual(['good']);
    expect(readingKey(vault, 1)).toHaveLength(32);
  });

  it('happens in passing to a small set that is written to', async () => {
    const vault = await opensHere();
    const id = await keep(vault, 'one');
    await rotate(vault);
    await sets.write(vault, id, { put: [record('two', 1)] });
    expect(await versionOf(id)).toBe(2);
    expect(await textsOf(vault, id)).toEqual(['one', 'two']);
  });

  it('ends when the vault locks', async () => {
    const vault = await opensHere();
    await keep(vault, 'one');
    await rotate(vault);
    const running = resealing.run(vault, vault.signal);
    vault.lock();
    await expect(running).rejects.toThrow(VaultLockedError);
  });
});

describe('a vault that does not know that its key was dropped', () => {
  it('seals nothing under it', async () => {
    const [here, elsewhere] = [await opensHere(), await open()];
    await rotate(here);
    await resealing.run(here, here.signal);
    const id = await keep(elsewhere, 'late');
    expect(await versionOf(id)).toBe(2);
    expect(await textsOf(await open(), id)).toEqual(['late']);
  });

  it('seals nothing at all once its member has begun anew', async () => {
    const elsewhere = await open();
    const before = await ringSetOf();
    await member.enrolAnew(ownerId, await member.prepare(ownerId, 'gravel sonnet falcon mitten brook'));
    await store.deleteSet(ownerId, before);
    await expect(keep(elsewhere, 'late')).rejects.toThrow(VaultLockedError);
  });
});
