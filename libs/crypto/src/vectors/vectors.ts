import type { RecordSetId, SessionId, UserId } from '@hearthlore/kernel';

const filled = (value: number, length: number): Uint8Array => new Uint8Array(length).fill(value);

/**
 * Deterministic inputs and the digests that any implementation of HLW1, HLC1 and HLP1 has to reproduce. Those of vectors and
 * points were made by a second implementation in another language, with dense matrices in the place of reflections.
 */
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
  vector: {
    vectorKey: filled(0x77, 32),
    modelId: 'reference model',
    generation: '3825d3b6b5c06b22',
    /** Value i of the vector is this one, as float32. */
    value: (i: number): number => (((i * 37) % 101) - 50) / 200,
    rotated: [-0.1584819, 0.0124095, 0.0691351, -0.097715],
    noise: [-0.136002597, -0.132356714, 0.024145909, 0.098944177],
    protected: [
      -0.1582226, -0.0777465, 0.0468464, 0.0176619, -0.1033621, 0.0475201, -0.1939474, -0.1329994, 0.4934042,
      -0.0641975, -0.2491506, 0.3495235, -0.2593161, -0.1217123, 0.1935792, -0.0788465, -0.1985787, -0.0495582,
      -0.0326022, 0.0231195, -0.1291495, 0.4046977, -0.336979, 0.0557364,
    ],
  },
  point: {
    pointKey: filled(0x77, 32),
    pointId: '44444444-4444-4444-8444-444444444444',
    generation: '0123456789abcdef',
    nonce: filled(0x22, 12),
    plaintext: 'Grandma’s PIN is not stored here.',
    length: 288,
    sha256: 'e1a303d99da04686f9d25eeb8cba45d030430492dad4901604ee3d5be3218328',
  },
} as const;
