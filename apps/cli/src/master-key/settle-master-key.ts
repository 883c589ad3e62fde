import { newKey } from '@hearthlore/crypto';
import { type InstallBundleStore, tryMasterKeys } from '@hearthlore/vault';
import type { ChosenSource } from './choose-master-key-source.js';
import { KeyFileError, MasterKeyMismatchError } from './master-key.errors.js';
import type { MasterKeySource } from './master-key-source.port.js';

const IF_LOST =
  'If there is no copy, "hearthlore rotate master --lost" makes a new one: members then come back with their recovery keys.';

/** The key of this start: made where there never was one and the operator named no source. */
export async function ensureMasterKey(
  { source, isInDataFolder }: ChosenSource,
  store: InstallBundleStore,
): Promise<Uint8Array> {
  const settled = await settleMasterKey(source, store);
  if (settled !== undefined) return settled;
  if (!isInDataFolder) throw missing(source);
  const made = newKey();
  source.file.create(made);
  return made;
}

/** @throws {KeyFileError} where there is no key although there is, or may be, something that needs one. */
export function assertKeyAtHand({ source, isInDataFolder }: ChosenSource, isUsed: boolean): void {
  if (source.find() !== undefined || source.findNext() !== undefined) return;
  if (isUsed || !isInDataFolder) throw missing(source);
}

/**
 * Finds the key that opens this installation and ends a rotation that was killed: the database has one side of it, and
 * the files follow.
 *
 * Nothing that may open something is ever overwritten or removed: the old key makes room, and the new one goes, only
 * when the other one has just opened both bundles.
 *
 * @returns `undefined` on the first start, where any key will do and there is none.
 * @throws {MasterKeyMismatchError} naming the source whose key does not open them.
 * @throws {KeyFileError}
 */
export async function settleMasterKey(
  source: MasterKeySource,
  store: InstallBundleStore,
): Promise<Uint8Array | undefined> {
  const [present, next] = [source.find(), source.findNext()];
  const trial = await tryMasterKeys(
    store,
    [present, next].filter((key) => key !== undefined),
  );
  switch (trial.outcome) {
    case 'first-start':
      return present;
    case 'bundles-missing':
      throw new MasterKeyMismatchError(
        'The secrets of this installation are missing from its database, although somebody has an account. ' +
          'Put a copy of the database back. If there is none, "hearthlore rotate master --lost" makes new ones.',
      );
    case 'closed':
      throw present === undefined ? missing(source) : mismatch(source);
    case 'opened':
      if (trial.by !== present) promote(source);
      else if (source.isReplaceable) source.file.discardNext();
      return trial.by;
  }
}

function promote(source: MasterKeySource): void {
  if (source.isReplaceable) source.file.promoteNext();
  else
    console.error(
      `The master key was rotated: ${source.file.nextPath} opens this installation, the ${source.name} no longer does. ` +
        'Put the new one in its place.',
    );
}

function missing({ name }: MasterKeySource): KeyFileError {
  return new KeyFileError(`The master key is missing (${name}). Put it back from your copy. ${IF_LOST}`);
}

function mismatch({ name }: MasterKeySource): MasterKeyMismatchError {
  return new MasterKeyMismatchError(
    `The master key of the ${name} does not open this installation: it is another one's, or from before a rotation. ` +
      `Nothing was changed. Put the right one there. ${IF_LOST}`,
  );
}
