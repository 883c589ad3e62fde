import { hkdf, wipe } from './key-material.js';

/** Vectors that can be compared with each other: of one model and one length. */
export interface VectorSpace {
  readonly modelId: string;
  /** Length of one vector. */
  readonly dimensions: number;
}

/** The keys that a member's vectors of one space are protected by, each for one purpose. */
export interface VectorSpaceKeys {
  /** 16 hexadecimal digits that name key and space and give neither away. */
  readonly generation: string;
  readonly rotationKey: Uint8Array;
  readonly noiseKey: Uint8Array;
  readonly pointKey: Uint8Array;
}

const GENERATION_BYTES = 8;
const LABELS = {
  space: Buffer.from('hearthlore/v1/vec-space\0', 'ascii'),
  generation: 'hearthlore/v1/vec-generation',
  rotation: 'hearthlore/v1/vec-rotation',
  noise: 'hearthlore/v1/vec-noise',
  point: 'hearthlore/v1/vec-point',
};
const NO_SALT = new Uint8Array(0);

/**
 * Another model or length has other keys, so that what is known about one collection says nothing about the next.
 *
 * @throws {RangeError} for a wiped key: what it protected, everybody could turn back.
 */
export function deriveVectorSpaceKeys(vectorKey: Uint8Array, space: VectorSpace): VectorSpaceKeys {
  const spaceKey = deriveSpaceKey(vectorKey, space);
  const keys = {
    generation: generationOf(spaceKey),
    rotationKey: hkdf(spaceKey, NO_SALT, LABELS.rotation),
    noiseKey: hkdf(spaceKey, NO_SALT, LABELS.noise),
    pointKey: hkdf(spaceKey, NO_SALT, LABELS.point),
  };
  wipe(spaceKey);
  return keys;
}

/** @returns 16 hexadecimal digits: what was protected under another generation cannot be compared with this one. */
export function vectorGeneration(vectorKey: Uint8Array, space: VectorSpace): string {
  const spaceKey = deriveSpaceKey(vectorKey, space);
  const generation = generationOf(spaceKey);
  wipe(spaceKey);
  return generation;
}

function deriveSpaceKey(vectorKey: Uint8Array, { modelId, dimensions }: VectorSpace): Uint8Array {
  if (vectorKey.every((byte) => byte === 0)) throw new RangeError('a wiped key protects nothing');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(dimensions);
  return hkdf(vectorKey, NO_SALT, Buffer.concat([LABELS.space, length, Buffer.from(modelId)]));
}

function generationOf(spaceKey: Uint8Array): string {
  return Buffer.from(hkdf(spaceKey, NO_SALT, LABELS.generation, GENERATION_BYTES)).toString('hex');
}
