import type { HolderStore } from '../ports/holder-store.port.js';
import type { KeyCache } from './key-cache.js';

/** How often ended sessions and keys are looked for, in milliseconds: their streams stop within 5 seconds. */
export const LOOK_INTERVAL = 2000;

/**
 * Locks vaults whose session or key was ended elsewhere: by another process, by hand in the database, by the disabling
 * of its member, or by its date. Whoever ends one in this process locks it at once and does not wait for this.
 */
export class EndedHolders {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly keys: Pick<KeyCache, 'holders' | 'lock'>,
    private readonly store: HolderStore,
  ) {}

  /** @param onFailure Told when nobody could be asked; the next look is the next chance. */
  start(onFailure: (error: unknown) => void): void {
    this.#timer ??= setInterval(() => void this.look().catch(onFailure), LOOK_INTERVAL).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async look(): Promise<void> {
    const { holders } = this.keys;
    if (holders.length === 0) return;
    for (const ended of await this.store.findEnded(holders)) this.keys.lock(ended);
  }
}
