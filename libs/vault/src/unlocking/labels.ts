import {
  assertCommitment,
  deriveRecordSetKey,
  deriveSelfKey,
  openRecord,
  randomBytes,
  RecordType,
  sealRecord,
  UnreadableCiphertextError,
  wipe,
} from '@hearthlore/crypto';
import type { Id, RecordSetId, UserId } from '@hearthlore/kernel';
import { RecordsTamperedError } from '../vault.errors.js';
import { MemberVault, selfKeyOf } from './member-vault.js';
import type { SelfAccess } from './self-records.js';

const SALT_BYTES = 32;
const COMMITMENT_BYTES = 32;
const PLACE = { type: RecordType.self, index: 0, revision: 1 };
const FIRST_VERSION = 1;

/**
 * Seals the name of a row (a device, a passkey, the key of a program) under K_self, as a record set of one record
 * without a manifest: salt ‖ commitment ‖ HLC1. It opens in its own row alone.
 */
export function sealLabel(access: SelfAccess, row: Id<string>, text: string): Uint8Array {
  return withSelfKey(access, (selfKey) => {
    const salt = randomBytes(SALT_BYTES);
    const key = deriveRecordSetKey(selfKey, salt, addressOf(access.ownerId, row));
    const sealed = sealRecord(key, PLACE, new Uint8Array(Buffer.from(text, 'utf8')));
    return new Uint8Array(Buffer.concat([salt, key.commitment, sealed]));
  });
}

/** @throws {RecordsTamperedError} unless the label was sealed for exactly this row. */
export function openLabel(vault: MemberVault, row: Id<string>, label: Uint8Array): string {
  const salt = label.subarray(0, SALT_BYTES);
  const commitment = label.subarray(SALT_BYTES, SALT_BYTES + COMMITMENT_BYTES);
  try {
    const key = deriveRecordSetKey(selfKeyOf(vault), salt, addressOf(vault.ownerId, row));
    assertCommitment(key, commitment);
    return Buffer.from(openRecord(key, PLACE, label.subarray(SALT_BYTES + COMMITMENT_BYTES))).toString('utf8');
  } catch (cause) {
    if (cause instanceof UnreadableCiphertextError) throw new RecordsTamperedError({ cause });
    throw cause;
  }
}

/** A row's id takes the place of a record set's: both are 16 random bytes. */
function addressOf(owner: UserId, row: Id<string>) {
  return { owner, set: row as Id<string> as RecordSetId, keyVersion: FIRST_VERSION };
}

function withSelfKey<T>(access: SelfAccess, work: (selfKey: Uint8Array) => T): T {
  if (access instanceof MemberVault) return work(selfKeyOf(access));
  const selfKey = deriveSelfKey(access.userRootKey);
  try {
    return work(selfKey);
  } finally {
    wipe(selfKey);
  }
}
