import { createHmac } from 'node:crypto';
import { type DocumentId, idBytes, type UserId } from '@hearthlore/kernel';

const INSTALLATION_BYTES = 5;
const NAME_BYTES = 16;
/** RFC 4648 section 6, in lower case and without padding. */
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * What things are called in Qdrant: names that say nothing to who has no tenant key, and that api and worker make alike
 * without a member's keys. So the worker can remove what is left of a document whose owner is signed out.
 */
export class PointNames {
  readonly #tenantKey: Uint8Array;
  /** What the names of all collections of this installation begin with: several may share one Qdrant. */
  readonly installationPrefix: string;

  /** @param tenantKey 32 bytes, of the ops bundle. */
  constructor(tenantKey: Uint8Array) {
    this.#tenantKey = new Uint8Array(tenantKey);
    this.installationPrefix = `t_${base32(this.#tag('installation').subarray(0, INSTALLATION_BYTES))}_`;
  }

  /** What the names of all collections of a member begin with. */
  memberPrefix(ownerId: UserId): string {
    return `${this.installationPrefix}${base32(this.#tag('member', idBytes(ownerId)).subarray(0, NAME_BYTES))}_`;
  }

  /** @param generation 16 hex digits: another key, model or number of dimensions is another collection. */
  collection(ownerId: UserId, generation: string): string {
    return `${this.memberPrefix(ownerId)}${generation}`;
  }

  /**
   * @param ordinal Position of the vector in the packs of its document, from 0.
   * @returns A UUID, as Qdrant wants it: version 8 (RFC 9562 section 5.8), 122 bits of the tag.
   */
  pointId(documentId: DocumentId, ordinal: number): string {
    const position = Buffer.alloc(4);
    position.writeUInt32BE(ordinal);
    const bytes = this.#tag('point', idBytes(documentId), position).subarray(0, NAME_BYTES);
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  #tag(purpose: string, ...parts: readonly Uint8Array[]): Buffer {
    const mac = createHmac('sha256', this.#tenantKey).update(purpose);
    for (const part of parts) mac.update(part);
    return mac.digest();
  }
}

function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32.charAt(Number.parseInt(five.padEnd(5, '0'), 2))).join('');
}
