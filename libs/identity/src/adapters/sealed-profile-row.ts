import type { RecordSetId } from '@hearthlore/kernel';
import type { StoredRecordSet } from '@hearthlore/vault';

/** A profile as it is stored: the set, and its one record. */
export interface SealedProfile {
  readonly set: StoredRecordSet;
  readonly sealed: Uint8Array;
}

/** What the look-ups of other members' profiles return, left joined: somebody may have removed a part. */
export type SealedProfileRow = {
  profile_set: RecordSetId;
  key_version: number | null;
  salt: Buffer | null;
  commitment: Buffer | null;
  manifest: Buffer | null;
  revision: number | null;
  sealed: Buffer | null;
};

export function toSealedProfile(row: SealedProfileRow): SealedProfile | undefined {
  const { profile_set: id, key_version: keyVersion, salt, commitment, manifest, revision, sealed } = row;
  if (keyVersion === null || salt === null || commitment === null || manifest === null) return undefined;
  if (revision === null || sealed === null) return undefined;
  return {
    set: {
      id,
      kind: 'profile',
      keyVersion,
      salt: new Uint8Array(salt),
      commitment: new Uint8Array(commitment),
      manifest: new Uint8Array(manifest),
      revision,
    },
    sealed: new Uint8Array(sealed),
  };
}
