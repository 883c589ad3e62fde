import { describe, expect, it } from 'vitest';
import { newKey } from './key-material.js';
import { NOISE_RADIUS, vectorNoise } from './vector-noise.js';
import { VECTORS } from './vectors/vectors.js';
import { deriveVectorSpaceKeys } from './vector-space.js';

const noiseKey = new Uint8Array(32).fill(9);
const aVector = (seed: number, dimensions = 12): Float32Array =>
  Float32Array.from({ length: dimensions }, (_, i) => Math.sin(seed * 31 + i * i));
const lengthOf = (vector: ArrayLike<number>): number => Math.hypot(...Array.from(vector));
const cosine = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * (b[i] ?? Number.NaN), 0) / lengthOf(a) / lengthOf(b);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the noise on a vector', () => {
  it('is that of a second implementation', () => {
    const { vectorKey, modelId, value, noise } = VECTORS.vector;
    const keys = deriveVectorSpaceKeys(vectorKey, { modelId, dimensions: 24 });
    const made = vectorNoise(
      keys.noiseKey,
      Float32Array.from({ length: 24 }, (_, i) => value(i)),
    );
    noise.forEach((expected, i) => expect(made[i]).toBeCloseTo(expected, 8));
  });

  it('lies evenly in a ball of radius 1.5, wherever the vector points', () => {
    const noises = Array.from({ length: 2000 }, (_, i) => ({
      vector: aVector(i),
      noise: vectorNoise(noiseKey, aVector(i)),
    }));
    // The part of the ball inside a radius is that radius to the power of the dimensions.
    const inside = noises.map(({ noise }) => (lengthOf(noise) / NOISE_RADIUS) ** 12).sort((a, b) => a - b);
    // Kolmogorov–Smirnov: 1.63/√n is passed once in a hundred samples that are even, and the sample is always the same.
    const distance = Math.max(...inside.map((part, i) => Math.abs(part - (i + 0.5) / inside.length)));
    expect(distance).toBeLessThan(1.63 / Math.sqrt(inside.length));
    expect(inside.at(-1)).toBeLessThanOrEqual(1);
    expect(Math.abs(mean(noises.map(({ vector, noise }) => cosine(vector, noise))))).toBeLessThan(0.02);
    for (let axis = 0; axis < 12; axis += 1)
      expect(Math.abs(mean(noises.map(({ noise }) => noise[axis] ?? 9)))).toBeLessThan(0.05);
  });

  it('is the same for the same vector, wherever its bytes lie', () => {
    const vector = aVector(1, 384);
    const elsewhere = new Float32Array(400).subarray(9, 393);
    elsewhere.set(vector);
    expect(vectorNoise(noiseKey, elsewhere)).toEqual(vectorNoise(noiseKey, vector));
  });

  it('is another one for a vector that differs in one bit, and under another key', () => {
    const vector = aVector(1, 384);
    const changed = new Float32Array(vector);
    const bits = new Uint32Array(changed.buffer);
    bits[200] = (bits[200] ?? 0) ^ 1;
    const noise = vectorNoise(noiseKey, vector);
    expect(Math.abs(cosine(noise, vectorNoise(noiseKey, changed)))).toBeLessThan(0.25);
    expect(Math.abs(cosine(noise, vectorNoise(newKey(), vector)))).toBeLessThan(0.3);
  });
});
