import { Logger } from '@nestjs/common';
import type { DocumentId, UserId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { type PackKind, PackStore } from '../ports/pack-store.port.js';
import { arrangeRetrieval } from '../testing/arrange.js';

beforeAll(() => Logger.overrideLogger(false));

/** Counts reads, and holds back those of one kind until it is let go. */
class WatchedPackStore extends PackStore {
  reads = 0;
  readonly gate = Promise.withResolvers<void>();
  isHolding = false;

  constructor(private readonly store: PackStore) {
    super();
  }

  override async read(vault: MemberVault, ids: readonly DocumentId[], kind: PackKind) {
    this.reads += 1;
    const found = await this.store.read(vault, ids, kind);
    if (this.isHolding) await this.gate.promise;
    return found;
  }

  override write(...[vault, id, changes]: Parameters<PackStore['write']>): Promise<void> {
    return this.store.write(vault, id, changes);
  }
}

function arrange(options: Parameters<typeof arrangeRetrieval>[0] = {}) {
  const watched: WatchedPackStore[] = [];
  const arranged = arrangeRetrieval({
    ...options,
    packs: (sealed) => {
      const store = new WatchedPackStore(sealed);
      watched.push(store);
      return store;
    },
  });
  const [store] = watched;
  if (store === undefined) throw new RangeError('no store');
  return { ...arranged, store };
}

/** A second session of the same member. Its keys do not matter where nothing is opened. */
const anotherSession = (ownerId: UserId): MemberVault => aVault(ownerId);

describe('MemberIndexes', () => {
  it('loads once for callers who come at the same time', async () => {
    const { indexes, store, add, ask } = arrange();
    const vault = aVault();
    await add(vault, 'Ferry', ['The ferry leaves at noon']);
    indexes.evict(vault.ownerId);
    store.reads = 0;
    const answers = await Promise.all([ask(vault, 'ferry'), ask(vault, 'noon'), indexes.openLoaded(vault)]);
    expect(answers.slice(0, 2)).toMatchObject([{ hits: [{}] }, { hits: [{}] }]);
    expect(store.reads).toBe(2);
  });

  it('answers from what is there while a load takes longer than its patience, and says so', async () => {
    const { indexes, store, add, ask } = arrange({ options: { loadPatience: 0 } });
    const vault = aVault();
    await add(vault, 'Ferry', ['The ferry leaves at noon']);
    indexes.evict(vault.ownerId);
    store.isHolding = true;
    expect(await ask(vault, 'ferry')).toMatchObject({ hits: [], isComplete: false });
    store.gate.resolve();
    await indexes.openLoaded(vault);
    expect(await ask(vault, 'ferry')).toMatchObject({ hits: [{}], isComplete: true });
  });

  it('begins a load again after one that failed', async () => {
    const { indexes, store, add, ask } = arrange();
    const vault = aVault();
    await add(vault, 'Ferry', ['The ferry leaves at noon']);
    indexes.evict(vault.ownerId);
    store.isHolding = true;
    store.gate.reject(new RangeError('no connection'));
    await expect(ask(vault, 'ferry')).rejects.toThrow('no connection');
    store.isHolding = false;
    expect(await ask(vault, 'ferry')).toMatchObject({ hits: [{}] });
  });

  it('drops a member’s index when the last of the member’s vaults locks', async () => {
    const { indexes, add } = arrange();
    const [first, stranger] = [aVault(), aVault()];
    const second = anotherSession(first.ownerId);
    await add(first, 'Ferry', ['The ferry leaves at noon']);
    await add(stranger, 'Boat', ['The boat leaves at night']);
    indexes.open(second);
    first.lock();
    expect(indexes.members).toBe(2);
    second.lock();
    expect(indexes.members).toBe(1);
    expect(() => indexes.open(first)).toThrow(expect.objectContaining({ code: 'vault.locked' }));
  });

  it('evicts the least recently used member to stay within its bytes, and loads again when asked', async () => {
    const one = arrange();
    await one.add(aVault(), 'Ferry', ['The ferry leaves at noon']);
    const arranged = arrange({ options: { indexBytes: one.indexes.bytes * 2.5 } });
    const vaults = [aVault(), aVault(), aVault()];
    for (const vault of vaults.slice(0, 2)) await arranged.add(vault, 'Ferry', ['The ferry leaves at noon']);
    const [first, second, third] = vaults;
    if (first === undefined || second === undefined || third === undefined) throw new RangeError('no vault');
    await arranged.ask(first, 'ferry');
    await arranged.add(third, 'Ferry', ['The ferry leaves at noon']);
    expect(arranged.indexes.members).toBe(2);
    arranged.store.reads = 0;
    expect((await arranged.ask(first, 'ferry')).hits).toHaveLength(1);
    expect(arranged.store.reads).toBe(0);
    expect((await arranged.ask(second, 'ferry')).hits).toHaveLength(1);
    expect(arranged.store.reads).toBe(2);
  });

  it('refuses a member whose index alone is beyond its bytes', async () => {
    const { add, indexes } = arrange({ options: { indexBytes: 1_000 } });
    const vault = aVault();
    await expect(add(vault, 'Ferry', ['The ferry leaves at noon'])).rejects.toMatchObject({
      code: 'busy',
      kind: 'unavailable',
    });
    expect(indexes.members).toBe(0);
  });

  it('does not bring back a document that was deleted while it was being loaded', async () => {
    const { indexes, store, add, ask, indexing } = arrange({ options: { loadPatience: 0 } });
    const vault = aVault();
    const { id } = await add(vault, 'Ferry', ['The ferry leaves at noon']);
    indexes.evict(vault.ownerId);
    store.isHolding = true;
    await ask(vault, 'ferry');
    await indexing.forget(vault.ownerId, id);
    store.gate.resolve();
    const index = await indexes.openLoaded(vault);
    expect(index.has(id)).toBe(false);
    expect(index.table.living).toBe(0);
  });

  it('loads words alone where a foreign store searches the vectors', async () => {
    const { indexes, store, add, ask } = arrange({ options: { keepsVectors: false } });
    const vault = aVault();
    const { id } = await add(vault, 'Ferry', ['The ferry leaves at noon']);
    indexes.evict(vault.ownerId);
    store.reads = 0;
    const index = await indexes.openLoaded(vault);
    expect(store.reads).toBe(1);
    expect(index.vectorsOf('fake/hashed-words')).toBeUndefined();
    expect(await ask(vault, 'ferry', { channels: ['lexical'] })).toMatchObject({ hits: [{ documentId: id }] });
  });

  it('leaves out a document whose packs were changed, names it, and finds the others', async () => {
    const { indexes, recordStore, add, ask } = arrange();
    const vault = aVault();
    const sound = await add(vault, 'Ferry', ['The ferry leaves at noon']);
    const changed = await add(vault, 'Ferry, changed', ['The ferry leaves at night']);
    const lexical = await recordStore.readRecords(vault.ownerId, changed.id, 6);
    await recordStore.removeRecords(vault.ownerId, changed.id, lexical);
    indexes.evict(vault.ownerId);
    const { hits, damaged } = await ask(vault, 'ferry');
    expect(hits.map(({ documentId }) => documentId)).toEqual([sound.id]);
    expect(damaged).toEqual([changed.id]);
  });
});
