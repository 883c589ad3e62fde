import { openRecord, RecordType, UnreadableCiphertextError } from '@hearthlore/crypto';
import type { RecordSetId, UserId } from '@hearthlore/kernel';
import { type AuthBundle, openSet, type RecordSetStore, RecordsTamperedError, SealedSets } from '@hearthlore/vault';
import { z } from 'zod';
import type { SealedProfile } from '../adapters/sealed-profile-row.js';
import type { Profile } from './account.js';

const FIRST_VERSION = 1;
const profileSchema = z.object({ name: z.string(), email: z.string() });

/**
 * Names and e-mail addresses, sealed under the installation's profile key: admins can read them (they have to invite
 * and to call people by name), a thief of the database cannot.
 */
export class Profiles {
  readonly #sets: SealedSets;

  constructor(
    store: RecordSetStore,
    private readonly auth: AuthBundle,
  ) {
    this.#sets = new SealedSets(store);
  }

  async create(ownerId: UserId, set: RecordSetId, profile: Profile): Promise<void> {
    await this.#sets.create(ownerId, set, 'profile', { version: FIRST_VERSION, key: this.auth.profileKey }, [
      { type: RecordType.profile, index: 0, plaintext: encode(profile) },
    ]);
  }

  async read(ownerId: UserId, set: RecordSetId): Promise<Profile> {
    const records = await this.#sets.read(ownerId, set, () => this.auth.profileKey, RecordType.profile, [0]);
    return decode(records.get(0));
  }

  async rename(ownerId: UserId, set: RecordSetId, name: string): Promise<void> {
    const place = { type: RecordType.profile, index: 0 };
    await this.#sets.rewrite(
      ownerId,
      set,
      () => this.auth.profileKey,
      place,
      (record) => encode({ ...decode(record), name }),
    );
  }

  /** Opens a profile that came with a list of others. @throws {RecordsTamperedError} */
  open(ownerId: UserId, { set, sealed }: SealedProfile): Profile {
    const { key, manifest } = openSet(ownerId, set, () => this.auth.profileKey);
    const revision = manifest.revision(RecordType.profile, 0);
    if (revision === undefined) throw new RecordsTamperedError();
    return decode(openRecord(key, { type: RecordType.profile, index: 0, revision }, sealed));
  }

  /**
   * @returns `undefined` where it does not open, as after the loss of the master key and until the member has come back
   *   with the recovery key: one such member must not hide the others.
   */
  openIfPossible(ownerId: UserId, profile: SealedProfile | undefined): Profile | undefined {
    if (profile === undefined) return undefined;
    try {
      return this.open(ownerId, profile);
    } catch (error) {
      if (error instanceof RecordsTamperedError || error instanceof UnreadableCiphertextError) return undefined;
      throw error;
    }
  }
}

function encode(profile: Profile): Uint8Array {
  return new Uint8Array(Buffer.from(JSON.stringify(profile)));
}

function decode(record: Uint8Array | undefined): Profile {
  if (record === undefined) throw new RecordsTamperedError();
  return profileSchema.parse(JSON.parse(Buffer.from(record).toString('utf8')));
}
