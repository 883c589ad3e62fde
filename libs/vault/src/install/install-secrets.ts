import { deriveApiKey } from '@hearthlore/crypto';
import type { BundleKind, InstallBundleStore } from '../ports/install-bundle-store.port.js';
import { WrongMasterKeyError } from '../vault.errors.js';
import { unwrapBundle, wrapBundles } from './bundle-wrapping.js';
import { InstallBundlesMissingError } from './install.errors.js';
import {
  type AuthBundle,
  decodeAuthBundle,
  decodeOpsBundle,
  FIRST_MASTER_VERSION,
  newAuthBundle,
  newOpsBundle,
  type OpsBundle,
} from './install-bundles.js';

/**
 * Opens the auth bundle, making both bundles on the very first start.
 *
 * @param masterKey 32 bytes; held by the supervisor and the api process, never by the worker.
 * @throws {WrongMasterKeyError} where the key is another installation's.
 * @throws {InstallBundlesMissingError} where somebody has an account and the bundles are gone.
 */
export async function openAuthBundle(store: InstallBundleStore, masterKey: Uint8Array): Promise<AuthBundle> {
  const installation = await store.installationId();
  await store.exclusively(async (bundles) => {
    if (bundles.some(({ kind }) => kind === 'auth')) return;
    if (bundles.length > 0 || (await store.isInUse())) throw new InstallBundlesMissingError();
    const secrets = { auth: newAuthBundle(), ops: newOpsBundle() };
    await store.put(wrapBundles(secrets, masterKey, installation, FIRST_MASTER_VERSION));
  });
  return decodeAuthBundle(await openBundle(store, 'auth', deriveApiKey(masterKey)));
}

/**
 * Opens the ops bundle with the worker's key, which derives from the master key and does not lead back to it.
 *
 * @throws {WrongMasterKeyError} where the key is another installation's, or the api has not made the bundles yet.
 */
export async function openOpsBundle(store: InstallBundleStore, workerKey: Uint8Array): Promise<OpsBundle> {
  return decodeOpsBundle(await openBundle(store, 'ops', workerKey));
}

async function openBundle(store: InstallBundleStore, kind: BundleKind, key: Uint8Array): Promise<Uint8Array> {
  const bundle = await store.find(kind);
  if (bundle === undefined) throw new WrongMasterKeyError();
  try {
    return unwrapBundle(bundle, key, await store.installationId());
  } catch (cause) {
    throw new WrongMasterKeyError({ cause });
  }
}
