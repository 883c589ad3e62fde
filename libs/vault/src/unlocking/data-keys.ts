import { newestDataKeyVersion, newKey } from '@hearthlore/crypto';
import type { UserId } from '@hearthlore/kernel';
import type { RecordSetKind, RecordSetStore } from '../ports/record-set-store.port.js';
import { RecordsTamperedError, VaultLockedError } from '../vault.errors.js';
import type { KeyCache } from './key-cache.js';
import { KeyRings } from './key-rings.js';
import { type MemberVault, writingKey } from './member-vault.js';

/** Sets that derive from data keys; ring, self set and profile have keys of their own. */
export const CONTENT_KINDS: readonly RecordSetKind[] = ['document', 'conversation', 'export'];

/** Versions are 16 bits wide in the formats and signed in the database. */
const LAST_VERSION = 32_767;

export interface DataKeyStatus {
  /** Of the newest key, which seals what is new. */
  readonly version: number;
  /** Documents and conversations in all, and those still under older keys. */
  readonly recordSets: { readonly total: number; readonly older: number };
}

/**
 * The keys that a member's content is sealed under. A new one writes at once; what is under the ones before is sealed
 * anew while the member is there, and a key that nothing needs any more is dropped. [Note: Data keys]
 */
export class DataKeys {
  readonly #rings: KeyRings;
  readonly #onAdded: ((vault: MemberVault) => void)[] = [];

  constructor(
    private readonly store: RecordSetStore,
    private readonly cache: Pick<KeyCache, 'vaultsOf'>,
  ) {
    this.#rings = new KeyRings(store);
  }

  /**
   * Adds a key to the stored ring, and puts another vector key in the place of the one before: what was stolen from a
   * foreign store tells nothing about what lies there from then on. Joins a
   * surrounding transaction; call {@link follow} once that is kept.
   */
  async add(vault: MemberVault): Promise<void> {
    await this.#rings.revise(vault, async (ring) => {
      const version = newestDataKeyVersion(ring) + 1;
      if (version > LAST_VERSION) throw new RangeError('no more versions of data keys');
      return { ...ring, dataKeys: new Map([...ring.dataKeys, [version, newKey()]]), vectorKey: newKey() };
    });
  }

  /** Has `listener` told of a new key: there may be something to seal anew. */
  whenAdded(listener: (vault: MemberVault) => void): void {
    this.#onAdded.push(listener);
  }

  /** Has every vault of the member in this process take over the key that was added. Call it once that is kept. */
  async follow(vault: MemberVault): Promise<void> {
    await this.#reload(vault.ownerId);
    for (const listener of this.#onAdded) listener(vault);
  }

  async status(vault: MemberVault): Promise<DataKeyStatus> {
    await this.#rings.reload(vault);
    const counts = await this.store.countByKeyVersion(vault.ownerId, CONTENT_KINDS);
    const { version } = writingKey(vault);
    const total = [...counts.values()].reduce((sum, sets) => sum + sets, 0);
    return { version, recordSets: { total, older: total - (counts.get(version) ?? 0) } };
  }

  /** Drops the keys before the newest that no set is under any more. @returns How many. */
  async dropUnused(vault: MemberVault): Promise<number> {
    let dropped = 0;
    await this.#rings.revise(vault, async (ring) => {
      const newest = newestDataKeyVersion(ring);
      const used = await this.store.countByKeyVersion(vault.ownerId, CONTENT_KINDS);
      const dataKeys = new Map([...ring.dataKeys].filter(([version]) => version === newest || used.has(version)));
      dropped = ring.dataKeys.size - dataKeys.size;
      return dropped === 0 ? undefined : { ...ring, dataKeys };
    });
    if (dropped > 0) await this.#reload(vault.ownerId);
    return dropped;
  }

  async #reload(ownerId: UserId): Promise<void> {
    for (const vault of this.cache.vaultsOf(ownerId)) {
      try {
        await this.#rings.reload(vault);
      } catch (error) {
        // Locked meanwhile, or its member began anew: there is nothing left to follow.
        if (!(error instanceof VaultLockedError || error instanceof RecordsTamperedError)) throw error;
      }
    }
  }
}
