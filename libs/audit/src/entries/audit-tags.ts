import { networkAround, normalizeAddress } from '@hearthlore/config';
import { auditTag } from '@hearthlore/crypto';
import { type Id, idBytes, type UserId } from '@hearthlore/kernel';

/** Length of a member's salt in bytes. */
export const SALT_BYTES = 16;
/** Coarse enough not to follow one device through the years, fine enough to see that somebody came from elsewhere. */
const NETWORK = { v4: 24, v6: 48 };

/**
 * Puts keyed tags in the place of what would name somebody. A member's tag hangs on a salt as well: once that is
 * deleted with the account, the tag leads to nobody, even for who has the key.
 */
export class AuditTags {
  constructor(private readonly auditKey: Uint8Array) {}

  /** @param salt `SALT_BYTES` random bytes of this member alone. */
  member(id: UserId, salt: Uint8Array): Uint8Array {
    return auditTag(this.auditKey, idBytes(id), salt);
  }

  thing(id: Id<string>): Uint8Array {
    return auditTag(this.auditKey, 'thing\0', idBytes(id));
  }

  /** @returns `undefined` for what is no address. */
  network(address: string): Uint8Array | undefined {
    const normal = normalizeAddress(address);
    return normal === undefined ? undefined : auditTag(this.auditKey, 'network\0', networkAround(normal, NETWORK));
  }
}
