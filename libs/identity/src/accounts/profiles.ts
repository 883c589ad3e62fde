import { openRecord, RecordType } from '@hearthlore/crypto';
import type { RecordSetId, UserId } from '@hearthlore/kernel';
import { type AuthBundle, openSet, type RecordSetStore, RecordsTamperedError, SealedSets } from '@hearthlore/vault';
import { z } from 'zod';
import type { FamilyRow } from '../adapters/drizzle-account-store.js';
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
      { type: RecordType.profile, index: 0, plaintext: new Uint8Array(Buffer.from(JSON.stringify(profile))) },
    ]);
  }

  async read(ownerId: UserId, set: RecordSetId): Promise<Profile> {
    const records = await this.#sets.read(ownerId, set, () => this.auth.profileKey, RecordType.profile, [0]);
    return decode(records.get(0));
  }

  /** Opens a profile that came with the family list. @throws {RecordsTamperedError} */
  open(row: FamilyRow): Profile {
    const { key, manifest } = openSet(row.id, row.profile, () => this.auth.profileKey);
    const revision = manifest.revision(RecordType.profile, 0);
    if (revision === undefined) throw new RecordsTamperedError();
    return decode(openRecord(key, { type: RecordType.profile, index: 0, revision }, row.sealedProfile));
  }
}

function decode(record: Uint8Array | undefined): Profile {
  if (record === undefined) throw new RecordsTamperedError();
  return profileSchema.parse(JSON.parse(Buffer.from(record).toString('utf8')));
}
