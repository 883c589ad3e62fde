import type { UserId } from '@hearthlore/kernel';
import { AuditStore, type NewEntry, type StoredCheckpoint } from '../ports/audit-store.port.js';
import { leafHash } from '../tree/merkle-hash.js';

/** Knows everybody as a member but those that were deleted. */
export class InMemoryAuditStore extends AuditStore {
  readonly entries: NewEntry[] = [];
  readonly checkpoints: StoredCheckpoint[] = [];
  readonly #salts = new Map<UserId, Uint8Array>();
  readonly #deleted = new Set<UserId>();

  override async salt(memberId: UserId, fresh: Uint8Array): Promise<Uint8Array | undefined> {
    if (this.#deleted.has(memberId)) return undefined;
    const salt = this.#salts.get(memberId) ?? fresh;
    this.#salts.set(memberId, salt);
    return salt;
  }

  override async append(expected: number, entries: readonly NewEntry[]): Promise<{ isKept: boolean; size: number }> {
    const isKept = this.entries.length === expected;
    if (isKept) this.entries.push(...entries);
    return { isKept, size: this.entries.length };
  }

  override async size(): Promise<number> {
    return this.entries.length;
  }

  override async listLeaves(first: number, atMost: number): Promise<Uint8Array[]> {
    return this.entries.slice(first, first + atMost).map(({ text }) => leafHash(text));
  }

  override async addCheckpoint(checkpoint: StoredCheckpoint): Promise<void> {
    if (checkpoint.size > (this.checkpoints.at(-1)?.size ?? -1) && checkpoint.size <= this.entries.length)
      this.checkpoints.push(checkpoint);
  }

  override async findLastCheckpoint(): Promise<StoredCheckpoint | undefined> {
    return this.checkpoints.at(-1);
  }

  deleteMember(memberId: UserId): void {
    this.#salts.delete(memberId);
    this.#deleted.add(memberId);
  }
}
