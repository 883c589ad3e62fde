import type { RecordSetId, SessionId, UserId } from '@hearthlore/kernel';

const filled = (value: number, length: number): Uint8Array => new Uint8Array(length).fill(value);

/** Deterministic inputs and the digests that any implementation of HLW1 and HLC1 has to reproduce. */
export const VECTORS = {
  member: '11111111-1111-4111-8111-111111111111' as UserId,
  session: '22222222-2222-4222-8222-222222222222' as SessionId,
  document: '33333333-3333-4333-8333-333333333333' as RecordSetId,
  wrap: {
    secret: filled(0xaa, 32),
    key: filled(0xbb, 32),
    salt: filled(0xcc, 32),
    nonce: filled(0xdd, 12),
    length: 172,
    sha256: 'eeaa7df47e1b7332d64bebe4da720c159da22bc27924f98d2b29c135769c4f23',
    commitment: '3cae71d811ecb26085ae11488b57a6a690dd261d3698c4795cc84a315aa3bd62',
    body: 'af87cbb2d7dac386cd38530b7606be98acdcbb233733dad6f02c557fc1138b90c6a5c1091dc9a96e7493737504e2c305',
  },
  record: {
    dataKey: filled(0xee, 32),
    salt: filled(0x11, 32),
    nonce: filled(0x22, 12),
    plaintext: 'Grandma’s PIN is not stored here.',
    length: 302,
    commitment: '600eeada12b2c6bef393494d5032d3869ecbb9af4dac28c873b551ba8ca63a2a',
    sha256: '6d516918735f2ed7b629ec4faee52f39dca46eb67bee184277ae593183635389',
  },
} as const;
