import {
  deriveApiKey,
  deriveWorkerKey,
  KeySlot,
  type KeyWrapContext,
  unwrapKey,
  wipe,
  wrapKey,
} from '@hearthlore/crypto';
import type { Id } from '@hearthlore/kernel';
import type { BundleKind, WrappedBundle } from '../ports/install-bundle-store.port.js';
import { WrongMasterKeyError } from '../vault.errors.js';
import { InstallBundlesMissingError } from './install.errors.js';
import {
  type AuthBundle,
  decodeAuthBundle,
  decodeOpsBundle,
  encodeAuthBundle,
  encodeOpsBundle,
  type OpsBundle,
} from './install-bundles.js';

/** Secrets of the installation in clear. */
export interface InstallSecrets {
  readonly auth: AuthBundle;
  readonly ops: OpsBundle;
}

const keyOf = { auth: deriveApiKey, ops: deriveWorkerKey } as const satisfies Record<
  BundleKind,
  (masterKey: Uint8Array) => Uint8Array
>;

export function wrapBundles(
  { auth, ops }: InstallSecrets,
  masterKey: Uint8Array,
  installation: Id<'installation'>,
  masterVersion: number,
): WrappedBundle[] {
  const wrap = (kind: BundleKind, bytes: Uint8Array): WrappedBundle => {
    const key = keyOf[kind](masterKey);
    const wrapped = wrapKey(bytes, key, bundleContext(installation, masterVersion));
    wipe(key, bytes);
    return { kind, masterVersion, wrapped };
  };
  return [wrap('auth', encodeAuthBundle(auth)), wrap('ops', encodeOpsBundle(ops))];
}

/**
 * @throws {WrongMasterKeyError} where the key opens only one of the two, or neither.
 * @throws {InstallBundlesMissingError} where there are not two.
 */
export function openBoth(
  bundles: readonly WrappedBundle[],
  masterKey: Uint8Array,
  installation: Id<'installation'>,
): InstallSecrets {
  const unwrap = (kind: BundleKind): Uint8Array => {
    const bundle = bundles.find((one) => one.kind === kind);
    if (bundle === undefined) throw new InstallBundlesMissingError();
    const key = keyOf[kind](masterKey);
    try {
      return unwrapBundle(bundle, key, installation);
    } catch (cause) {
      throw new WrongMasterKeyError({ cause });
    } finally {
      wipe(key);
    }
  };
  return { auth: decodeAuthBundle(unwrap('auth')), ops: decodeOpsBundle(unwrap('ops')) };
}

export function opensBoth(...given: Parameters<typeof openBoth>): boolean {
  try {
    openBoth(...given);
    return true;
  } catch (error) {
    if (error instanceof WrongMasterKeyError || error instanceof InstallBundlesMissingError) return false;
    throw error;
  }
}

/** @throws {UnreadableCiphertextError} */
export function unwrapBundle(
  { wrapped, masterVersion }: WrappedBundle,
  key: Uint8Array,
  installation: Id<'installation'>,
): Uint8Array {
  return unwrapKey(wrapped, key, bundleContext(installation, masterVersion));
}

function bundleContext(installation: Id<'installation'>, masterVersion: number): KeyWrapContext {
  return { slot: KeySlot.install, subject: installation, stretching: 0, masterVersion, keyVersion: 1 };
}
