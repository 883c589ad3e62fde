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
  /** Stores both unless some are there already: two processes that start at once end with the same ones. */
  abstract insertIfAbsent(bundles: readonly WrappedBundle[]): Promise<void>;
}
