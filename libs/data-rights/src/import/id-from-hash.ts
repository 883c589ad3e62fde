import { type Id, parseId } from '@hearthlore/kernel';

const ID_BYTES = 16;

/** A UUID of version 8 (RFC 9562 §5.8) out of a keyed hash: the same thing has the same id for the same member alone. */
export function idFromHash<T extends Id<string>>(hash: Uint8Array): T {
  const bytes = Buffer.from(hash.subarray(0, ID_BYTES));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const id = parseId<T>(bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
  if (id === undefined) throw new RangeError('an id takes 16 bytes');
  return id;
}
