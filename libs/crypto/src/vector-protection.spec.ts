import { describe, expect, it } from 'vitest';
import { newKey } from './key-material.js';
import { protectQuery, protectVector } from './vector-protection.js';
import { VectorRotation } from './vector-rotation.js';
import { deriveVectorSpaceKeys } from './vector-space.js';
import { VECTORS } from './vectors/vectors.js';

const DIMENSIONS = 384;
const aUnitVector = (seed: number): Float32Array => {
  const values = Float32Array.from({ length: DIMENSIONS }, (_, i) => Math.sin(seed * 31 + i * i));
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
};
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * (b[i] ?? Number.NaN), 0);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const seeds = Array.from({ length: 60 }, (_, i) => i);

async function protection(vectorKey: Uint8Array) {
  const { rotationKey, noiseKey } = deriveVectorSpaceKeys(vectorKey, { modelId: 'a model', dimensions: DIMENSIONS });
  const rotation = await VectorRotation.derive(rotationKey, DIMENSIONS);
  return {
    rotation,
    protect: (vector: Float32Array) => protectVector(rotation, noiseKey, vector),
    ask: (query: Float32Array) => protectQuery(rotation, query),
  };
}

describe('a protected vector', () => {
  it('is that of a second implementation', async () => {
    const { vectorKey, modelId, value, rotated, protected: expected } = VECTORS.vector;
    const keys = deriveVectorSpaceKeys(vectorKey, { modelId, dimensions: expected.length });
    const rotation = await VectorRotation.derive(keys.rotationKey, expected.length);
    const vector = Float32Array.from(expected, (_, i) => value(i));
    const made = protectVector(rotation, keys.noiseKey, vector);
    expect(made).toHaveLength(expected.length);
    expected.forEach((coordinate, i) => expect(Math.abs((made[i] ?? 9) - coordinate)).toBeLessThan(1.5e-7));
    const asked = protectQuery(rotation, vector);
    rotated.forEach((coordinate, i) => expect(Math.abs((asked[i] ?? 9) - coordinate)).toBeLessThan(1.5e-7));
  });

  it('is the same, byte for byte, whenever the same vector is protected', async () => {
    const vectorKey = newKey();
    const [one, later] = [await protection(vectorKey), await protection(vectorKey)];
    for (const seed of seeds) expect(later.protect(aUnitVector(seed))).toEqual(one.protect(aUnitVector(seed)));
  });

  it('has unit length and seven decimals, which JSON carries without loss', async () => {
    const { protect, ask } = await protection(newKey());
    for (const vector of seeds.flatMap((seed) => [protect(aUnitVector(seed)), ask(aUnitVector(seed))])) {
      expect(Math.abs(Math.hypot(...vector) - 1)).toBeLessThan(1e-6);
      const decimals = Array.from(vector, (value) => Math.round(value * 1e7) / 1e7);
      expect(JSON.stringify(decimals).length).toBeLessThan(12 * DIMENSIONS);
      expect(new Float32Array(decimals)).toEqual(vector);
    }
  });

  it('is as near to its place as noise of one and a half times its length leaves it', async () => {
    const { protect, ask } = await protection(newKey());
    const cosines = seeds.map((seed) => dot(protect(aUnitVector(seed)), ask(aUnitVector(seed))));
    // 1/√(1 + r²), for the ball is all shell in 384 dimensions.
    expect(mean(cosines)).toBeCloseTo(1 / Math.sqrt(1 + 1.5 ** 2), 1);
    expect(Math.max(...cosines)).toBeLessThan(0.7);
  });

  it('cannot be found by the vector itself, nor by what another key makes of it', async () => {
    const [mine, theirs] = [await protection(newKey()), await protection(newKey())];
    const clear = seeds.map((seed) => dot(mine.protect(aUnitVector(seed)), aUnitVector(seed)));
    const foreign = seeds.map((seed) => dot(mine.protect(aUnitVector(seed)), theirs.protect(aUnitVector(seed))));
    for (const cosines of [clear, foreign]) {
      expect(Math.abs(mean(cosines))).toBeLessThan(0.1);
      expect(Math.max(...cosines.map(Math.abs))).toBeLessThan(0.3);
    }
  });

  it('is valid where the vector is all zeros, and a question of zeros stays one', async () => {
    const { protect, ask } = await protection(newKey());
    expect(Math.hypot(...protect(new Float32Array(DIMENSIONS)))).toBeCloseTo(1, 6);
    expect(ask(new Float32Array(DIMENSIONS))).toEqual(new Float32Array(DIMENSIONS));
  });
});
