import type { Id } from '@hearthlore/kernel';

export type BundleKind = 'auth' | 'ops';

export interface WrappedBundle {
  readonly kind: BundleKind;
  readonly masterVersion: number;
  readonly wrapped: Uint8Array;
}

/** Where the installation's wrapped secrets lie. */
export abstract class InstallBundleStore {
  abstract installationId(): Promise<Id<'installation'>>;
  abstract find(kind: BundleKind): Promise<WrappedBundle | undefined>;
  /** Whether somebody has an account or the set-up is done: bundles made anew would shut them out. */
  abstract isInUse(): Promise<boolean>;
  /**
   * Runs `work` in one transaction with the bundles that there are, locked until its end. It waits for whoever is
   * rewriting them, even where the process that began to is gone: what it hands over is never about to change.
   */
  abstract exclusively<T>(work: (bundles: readonly WrappedBundle[]) => Promise<T>): Promise<T>;
  /** Puts each in the place of the one of its kind, or where there is none. */
  abstract put(bundles: readonly WrappedBundle[]): Promise<void>;
  /** Keeps bundles that no key opens any more: a found key still would. */
  abstract retire(bundles: readonly WrappedBundle[]): Promise<void>;
  /** Versions of the master key under which retired bundles were wrapped. */
  abstract listRetiredVersions(): Promise<number[]>;
  /** How many members have a passphrase slot under each version of the pepper; versions without any are left out. */
  abstract countPeppers(): Promise<ReadonlyMap<number, number>>;
  /** Version of the master key that the api last opened its bundle with. */
  abstract knownMasterVersion(): Promise<number>;
  abstract noteMasterVersion(version: number): Promise<void>;
}
