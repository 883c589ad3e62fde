import { deriveApiKey, deriveWorkerKey, KeySlot, type KeyWrapContext, unwrapKey, wrapKey } from '@hearthlore/crypto';
import type { Id } from '@hearthlore/kernel';
import type { BundleKind, InstallBundleStore } from '../ports/install-bundle-store.port.js';
import { WrongMasterKeyError } from '../vault.errors.js';
import {
  type AuthBundle,
  decodeAuthBundle,
  decodeOpsBundle,
  encodeAuthBundle,
  encodeOpsBundle,
  newAuthBundle,
  newOpsBundle,
  type OpsBundle,
} from './install-bundles.js';

const FIRST_MASTER_VERSION = 1;

/**
 * Opens the auth bundle, making both bundles on the very first start.
 *
 * @param masterKey 32 bytes; held by the supervisor and the api process, never by the worker.
 * @throws {WrongMasterKeyError} where the key is another installation's.
 */
export async function openAuthBundle(store: InstallBundleStore, masterKey: Uint8Array): Promise<AuthBundle> {
  const installation = await store.installationId();
  if ((await store.find('auth')) === undefined) {
    const context = bundleContext(installation, FIRST_MASTER_VERSION);
    await store.insertIfAbsent([
      {
        kind: 'auth',
        masterVersion: FIRST_MASTER_VERSION,
        wrapped: wrapKey(encodeAuthBundle(newAuthBundle()), deriveApiKey(masterKey), context),
      },
      {
        kind: 'ops',
        masterVersion: FIRST_MASTER_VERSION,
        wrapped: wrapKey(encodeOpsBundle(newOpsBundle()), deriveWorkerKey(masterKey), context),
      },
    ]);
  }
  return decodeAuthBundle(await unwrapBundle(store, 'auth', deriveApiKey(masterKey)));
}

/**
 * Opens the ops bundle with the worker's key, which derives from the master key and does not lead back to it.
 *
 * @throws {WrongMasterKeyError} where the key is another installation's, or the api has not made the bundles yet.
 */
export async function openOpsBundle(store: InstallBundleStore, workerKey: Uint8Array): Promise<OpsBundle> {
  return decodeOpsBundle(await unwrapBundle(store, 'ops', workerKey));
}

async function unwrapBundle(store: InstallBundleStore, kind: BundleKind, key: Uint8Array): Promise<Uint8Array> {
  const bundle = await store.find(kind);
  if (bundle === undefined) throw new WrongMasterKeyError();
  try {
    return unwrapKey(bundle.wrapped, key, bundleContext(await store.installationId(), bundle.masterVersion));
  } catch (cause) {
    throw new WrongMasterKeyError({ cause });
  }
}

function bundleContext(installation: Id<'installation'>, masterVersion: number): KeyWrapContext {
  return { slot: KeySlot.install, subject: installation, stretching: 0, masterVersion, keyVersion: 1 };
}
