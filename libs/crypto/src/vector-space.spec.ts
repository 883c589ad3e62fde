import { describe, expect, it } from 'vitest';
import { newKey } from './key-material.js';
import { deriveVectorSpaceKeys, vectorGeneration } from './vector-space.js';
import { VECTORS } from './vectors/vectors.js';

const { vectorKey, modelId, generation } = VECTORS.vector;
const space = { modelId, dimensions: 24 };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('the keys of a vector space', () => {
  it('are named by a generation, the same in every implementation', () => {
    expect(vectorGeneration(vectorKey, space)).toBe(generation);
    expect(deriveVectorSpaceKeys(vectorKey, space).generation).toBe(generation);
  });

  it.each([
    ['vector key', newKey(), space],
    ['model', vectorKey, { ...space, modelId: 'another model' }],
    ['length', vectorKey, { ...space, dimensions: 25 }],
  ])('are all others for another %s', (_, key, other) => {
    const [a, b] = [deriveVectorSpaceKeys(vectorKey, space), deriveVectorSpaceKeys(key, other)];
    const all = [a, b].flatMap((keys) => [
      keys.generation,
      hex(keys.rotationKey),
      hex(keys.noiseKey),
      hex(keys.pointKey),
    ]);
    expect(new Set(all).size).toBe(8);
  });

  it('are never made of a key that was wiped', () => {
    expect(() => deriveVectorSpaceKeys(new Uint8Array(32), space)).toThrow(RangeError);
    expect(() => vectorGeneration(new Uint8Array(32), space)).toThrow(RangeError);
  });
});
