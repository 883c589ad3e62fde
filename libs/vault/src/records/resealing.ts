import type { RecordSetId } from '@hearthlore/kernel';
import type { RecordSetStore } from '../ports/record-set-store.port.js';
import { CONTENT_KINDS, type DataKeys } from '../unlocking/data-keys.js';
import { hasOlderKeys, type MemberVault, writingKey } from '../unlocking/member-vault.js';
import { RecordsTamperedError } from '../vault.errors.js';
import type { RecordSets } from './record-sets.js';

const PAGE = 100;

export interface ResealingResult {
  readonly resealed: number;
  /** Sets that somebody changed: they open no more, so they stay as they are, and so does their key. */
  readonly tampered: number;
  readonly droppedKeys: number;
}

/**
 * Moves everything that is under older data keys to the newest one, then drops what nothing needs. Each set is a
 * transaction of its own, and what is left to do is read from the sets themselves: cut off at any point, it goes on
 * there the next time. [Note: Data keys]
 */
export class Resealing {
  constructor(
    private readonly store: RecordSetStore,
    private readonly sets: Pick<RecordSets, 'reseal'>,
    private readonly keys: Pick<DataKeys, 'dropUnused'>,
  ) {}

  /** @throws {VaultLockedError} when the vault locks: the next unlock goes on. */
  async run(vault: MemberVault, signal: AbortSignal): Promise<ResealingResult> {
    const result = { resealed: 0, tampered: 0 };
    if (!hasOlderKeys(vault)) return { ...result, droppedKeys: 0 };
    let after: RecordSetId | undefined;
    for (;;) {
      const { version } = writingKey(vault);
      const page = await this.store.listOlder(vault.ownerId, CONTENT_KINDS, version, { after, limit: PAGE });
      if (page.length === 0) break;
      for (const id of page) {
        signal.throwIfAborted();
        try {
          if (await this.sets.reseal(vault, id)) result.resealed += 1;
        } catch (error) {
          if (!(error instanceof RecordsTamperedError)) throw error;
          result.tampered += 1;
        }
      }
      after = page.at(-1);
    }
    return { ...result, droppedKeys: await this.keys.dropUnused(vault) };
  }
}
