import type { InstallBundleStore } from '../ports/install-bundle-store.port.js';
import { opensBoth } from './bundle-wrapping.js';

/** What the keys at hand are to the installation. */
export type MasterKeyTrial =
  /** Nothing was ever sealed here: any key will do, and becomes the one. */
  | { readonly outcome: 'first-start' }
  /** Somebody has an account and the bundles are gone: no key will do. */
  | { readonly outcome: 'bundles-missing' }
  | { readonly outcome: 'opened'; readonly by: Uint8Array }
  | { readonly outcome: 'closed' };

/**
 * Tells which of the keys opens the installation's bundles. Of two keys around a rotation it is always exactly one:
 * a transaction that is still on its way is waited for.
 */
export async function tryMasterKeys(store: InstallBundleStore, keys: readonly Uint8Array[]): Promise<MasterKeyTrial> {
  const installation = await store.installationId();
  return store.exclusively(async (bundles) => {
    if (bundles.length === 0) return { outcome: (await store.isInUse()) ? 'bundles-missing' : 'first-start' };
    const by = keys.find((key) => opensBoth(bundles, key, installation));
    if (by !== undefined) return { outcome: 'opened', by };
    return { outcome: bundles.length === 2 ? 'closed' : 'bundles-missing' };
  });
}
