import { newId, type UserId } from '@hearthlore/kernel';
import { describe, expect, it } from 'vitest';
import type { AuditStore, NewEntry } from '../ports/audit-store.port.js';
import { leafHash } from '../tree/merkle-hash.js';

export interface ArrangedAuditStore {
  readonly store: AuditStore;
  readonly addMember: () => Promise<UserId>;
  readonly deleteMember: (id: UserId) => Promise<void>;
}

export const anEntry = (text: string): NewEntry => ({
  text,
  actor: new Uint8Array(16).fill(1),
  object: undefined,
  at: new Date('2026-11-21T10:00:00.000Z'),
});

/** What every store must do. The fake earns its place in unit tests by passing this too. */
export function describeAuditStore(name: string, arrange: () => Promise<ArrangedAuditStore>): void {
  describe(`${name} as an AuditStore`, () => {
    it('keeps entries where the caller knows how many there are, and else says how many', async () => {
      const { store } = await arrange();
      await expect(store.append(0, [anEntry('a'), anEntry('b')])).resolves.toEqual({ isKept: true, size: 2 });
      await expect(store.append(0, [anEntry('x')])).resolves.toEqual({ isKept: false, size: 2 });
      await expect(store.append(3, [anEntry('x')])).resolves.toEqual({ isKept: false, size: 2 });
      await expect(store.append(2, [anEntry('ü')])).resolves.toEqual({ isKept: true, size: 3 });
      expect(await store.size()).toBe(3);
      expect(await store.listLeaves(0, 10)).toEqual(['a', 'b', 'ü'].map(leafHash));
      expect(await store.listLeaves(1, 1)).toEqual([leafHash('b')]);
      expect(await store.listLeaves(3, 10)).toEqual([]);
    });

    it('gives each number once, however many ask at the same time', async () => {
      const { store } = await arrange();
      const answers = await Promise.all(['a', 'b', 'c', 'd'].map((text) => store.append(0, [anEntry(text)])));
      expect(answers.filter(({ isKept }) => isKept)).toHaveLength(1);
      expect(await store.size()).toBe(1);
    });

    it('has one salt a member, and none for who is none', async () => {
      const { store, addMember, deleteMember } = await arrange();
      const member = await addMember();
      const first = new Uint8Array(16).fill(1);
      await expect(store.salt(member, first)).resolves.toEqual(first);
      await expect(store.salt(member, new Uint8Array(16).fill(2))).resolves.toEqual(first);
      await deleteMember(member);
      await expect(store.salt(member, first)).resolves.toBeUndefined();
      const gone = newId<UserId>();
      await deleteMember(gone);
      await expect(store.salt(gone, first)).resolves.toBeUndefined();
    });

    it('keeps checkpoints that grow, and none beyond the log', async () => {
      const { store } = await arrange();
      await store.append(0, ['a', 'b', 'c'].map(anEntry));
      const checkpoint = (size: number) => ({ size, note: `note ${size}`, frontier: new Uint8Array(32).fill(size) });
      expect(await store.findLastCheckpoint()).toBeUndefined();
      for (const size of [2, 1, 2, 4]) await store.addCheckpoint(checkpoint(size));
      expect(await store.findLastCheckpoint()).toEqual(checkpoint(2));
      await store.addCheckpoint(checkpoint(3));
      expect(await store.findLastCheckpoint()).toEqual(checkpoint(3));
    });
  });
}
