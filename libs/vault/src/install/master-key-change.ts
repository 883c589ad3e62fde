import { equalSecrets, newKey } from '@hearthlore/crypto';
import type { InstallBundleStore, WrappedBundle } from '../ports/install-bundle-store.port.js';
import { openBoth, opensBoth, wrapBundles } from './bundle-wrapping.js';
import { MasterKeyNotLostError, NotStartedYetError, SameMasterKeyError } from './install.errors.js';
import { newAuthBundle, newOpsBundle } from './install-bundles.js';

export interface MasterKeyChange {
  readonly masterVersion: number;
  /** Peppers that nobody needs any more. */
  readonly droppedPeppers: number;
  /** Members whose passphrase slot is still under a pepper of before; each moves on at the next sign-in. */
  readonly membersOnOldPeppers: number;
}

/**
 * Wraps both bundles under a new master key, in one transaction, and adds a pepper.
 *
 * The secrets inside stay: sessions, names and look-ups go on as they were. Of the old peppers those go that no slot
 * needs. An api that runs keeps its opened bundle and writes slots under the newest pepper in there, so from that
 * version on they all stay.
 *
 * @throws {WrongMasterKeyError} where `present` does not open both.
 * @throws {InstallBundlesMissingError} where one of them is gone. @throws {NotStartedYetError}
 * @throws {SameMasterKeyError}
 */
export async function rotateMasterKey(
  store: InstallBundleStore,
  present: Uint8Array,
  next: Uint8Array,
): Promise<MasterKeyChange> {
  if (equalSecrets(present, next)) throw new SameMasterKeyError();
  const installation = await store.installationId();
  return store.exclusively(async (bundles) => {
    await assertStarted(store, bundles);
    const { auth, ops } = openBoth(bundles, present, installation);
    const masterVersion = latest(bundles) + 1;
    const [used, known] = [await store.countPeppers(), await store.knownMasterVersion()];
    const kept = [...auth.peppers].filter(([version]) => version >= known || used.has(version));
    const peppers = new Map([...kept, [masterVersion, newKey()]]);
    await store.put(wrapBundles({ auth: { ...auth, peppers }, ops }, next, installation, masterVersion));
    return {
      masterVersion,
      droppedPeppers: auth.peppers.size - kept.length,
      membersOnOldPeppers: sum(used),
    };
  });
}

/**
 * Gives up bundles that no key opens any more and makes new ones. Passphrases, sessions, keys of programs, names and
 * addresses are closed after this; members come back with their recovery keys, which need no master key.
 *
 * @param present What lies in the key's place, if anything.
 * @throws {MasterKeyNotLostError} where that opens the bundles. @throws {NotStartedYetError}
 */
export async function replaceLostMasterKey(
  store: InstallBundleStore,
  present: readonly Uint8Array[],
  next: Uint8Array,
): Promise<MasterKeyChange> {
  const installation = await store.installationId();
  return store.exclusively(async (bundles) => {
    await assertStarted(store, bundles);
    if (present.some((key) => opensBoth(bundles, key, installation))) throw new MasterKeyNotLostError();
    const used = await store.countPeppers();
    const before = [...(await store.listRetiredVersions()), ...used.keys(), await store.knownMasterVersion()];
    const masterVersion = Math.max(latest(bundles), ...before) + 1;
    await store.retire(bundles);
    const secrets = { auth: newAuthBundle(masterVersion), ops: newOpsBundle() };
    await store.put(wrapBundles(secrets, next, installation, masterVersion));
    return { masterVersion, droppedPeppers: 0, membersOnOldPeppers: sum(used) };
  });
}

async function assertStarted(store: InstallBundleStore, bundles: readonly WrappedBundle[]): Promise<void> {
  if (bundles.length === 0 && !(await store.isInUse())) throw new NotStartedYetError();
}

const latest = (bundles: readonly WrappedBundle[]): number =>
  Math.max(0, ...bundles.map(({ masterVersion }) => masterVersion));

/** Of what there is, all is older than what is about to be. */
const sum = (used: ReadonlyMap<number, number>): number => [...used.values()].reduce((total, each) => total + each, 0);
