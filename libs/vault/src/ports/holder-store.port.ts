import type { VaultHolderId } from '../unlocking/member-vault.js';

/** Tells which holders of open vaults may not hold them any more. */
export abstract class HolderStore {
  /** @returns Those that were ended, have run out, or whose member may not come in. */
  abstract findEnded(holders: readonly VaultHolderId[]): Promise<VaultHolderId[]>;
}
