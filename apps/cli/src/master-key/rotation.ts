import { AppError } from '@hearthlore/kernel';
import {
  type InstallBundleStore,
  type MasterKeyChange,
  MasterKeyNotLostError,
  NotStartedYetError,
  readMasterKeyStatus,
  replaceLostMasterKey,
  rotateMasterKey,
  tryMasterKeys,
} from '@hearthlore/vault';
import { KeyFile } from './key-file.js';
import { NoKeyInFileError, RotationCutOffError } from './master-key.errors.js';
import type { MasterKeySource } from './master-key-source.port.js';
import { settleMasterKey } from './settle-master-key.js';
import type { WorkerKeyFile } from './worker-key-file.js';

/** The files and the rows that one master key ties together. */
export interface MasterKeyPlaces {
  readonly source: MasterKeySource;
  readonly worker: WorkerKeyFile | undefined;
  readonly store: InstallBundleStore;
}

/**
 * Puts a new master key in the place of the one in use.
 *
 * The new key is on the disk before the database changes, and the old one until after; a start in between takes the
 * one that opens. Where the source is not ours to write, `next` lies in a file of the operator, who puts it in place.
 */
export async function rotate(places: MasterKeyPlaces, next: Uint8Array): Promise<MasterKeyChange> {
  const { source, worker, store } = places;
  const present = await settleMasterKey(source, store);
  if (present === undefined) throw new NotStartedYetError();
  worker?.follow(present);
  return change(places, next, () => rotateMasterKey(store, present, next));
}

/**
 * Gives the lost master key up and starts over with a new one. What lies in the key's place opens nothing here, but
 * may be somebody's: it is kept beside, under another name.
 *
 * @throws {MasterKeyNotLostError} @throws {NotStartedYetError}
 */
export async function replaceLost(
  places: MasterKeyPlaces,
  next: Uint8Array,
): Promise<MasterKeyChange & { readonly setAside: readonly string[] }> {
  const { source, store } = places;
  const present = [readable(() => source.find()), readable(() => source.findNext())].filter((key) => key !== undefined);
  const { outcome } = await tryMasterKeys(store, present);
  if (outcome === 'opened') throw new MasterKeyNotLostError();
  if (outcome === 'first-start') throw new NotStartedYetError();
  const inTheWay = source.isReplaceable ? [source.file, new KeyFile(source.file.nextPath)] : [];
  const setAside = inTheWay.map((file) => file.setAside()).filter((path) => path !== undefined);
  return { ...(await change(places, next, () => replaceLostMasterKey(store, present, next))), setAside };
}

/** A file without a key in it opens nothing; one that cannot be read might hold the key that is thought lost. */
function readable(find: () => Uint8Array | undefined): Uint8Array | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof NoKeyInFileError) return undefined;
    throw error;
  }
}

async function change(
  places: MasterKeyPlaces,
  next: Uint8Array,
  inDatabase: () => Promise<MasterKeyChange>,
): Promise<MasterKeyChange> {
  const { source, worker } = places;
  if (source.isReplaceable) source.file.putNext(next);
  worker?.prepare(next);
  const changed = await inDatabase().catch((error: unknown) => findOut(places, next, error));
  if (source.isReplaceable) source.file.promoteNext();
  worker?.follow(next);
  return changed;
}

/** After a refusal nothing was kept; after any other error nobody here knows, and the database does. */
async function findOut(places: MasterKeyPlaces, next: Uint8Array, error: unknown): Promise<MasterKeyChange> {
  const { source, worker, store } = places;
  if (!(error instanceof AppError) && (await opens(places, next))) {
    const { version, membersOnOldPeppers } = await readMasterKeyStatus(store);
    return { masterVersion: version, droppedPeppers: 0, membersOnOldPeppers };
  }
  if (source.isReplaceable) source.file.discardNext();
  worker?.forgetNext();
  throw error;
}

async function opens({ source, store }: MasterKeyPlaces, key: Uint8Array): Promise<boolean> {
  try {
    return (await tryMasterKeys(store, [key])).outcome === 'opened';
  } catch (cause) {
    throw new RotationCutOffError(
      'The connection to the database ended in the middle. The next start of Hearthlore, or of this command, finishes ' +
        `the rotation or takes it back; keep ${source.isReplaceable ? source.file.nextPath : 'both keys'} until then.`,
      { cause },
    );
  }
}
