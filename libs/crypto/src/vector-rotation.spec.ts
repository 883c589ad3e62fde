import { describe, expect, it } from 'vitest';
import { newKey } from './key-material.js';
import { VectorRotation } from './vector-rotation.js';

const key = (value: number): Uint8Array => new Uint8Array(32).fill(value);
const axis = (dimensions: number, at: number): Float32Array =>
  Float32Array.from({ length: dimensions }, (_, i) => (i === at ? 1 : 0));
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * (b[i] ?? Number.NaN), 0);
const columnsOf = (rotation: VectorRotation): Float64Array[] =>
  Array.from({ length: rotation.dimensions }, (_, at) => rotation.turn(axis(rotation.dimensions, at)));

describe('a rotation', () => {
  it.each([1, 2, 3, 7, 64, 384])('is orthogonal in %i dimensions', async (dimensions) => {
    const columns = columnsOf(await VectorRotation.derive(key(1), dimensions));
    let worst = 0;
    columns.forEach((a, i) => {
      columns.forEach((b, j) => {
        if (j <= i) worst = Math.max(worst, Math.abs(dot(a, b) - (i === j ? 1 : 0)));
      });
    });
    expect(worst).toBeLessThan(1e-12);
  });

  it('keeps inner products', async () => {
    const rotation = await VectorRotation.derive(newKey(), 96);
    const [a, b] = [1, 2].map((seed) => Float32Array.from({ length: 96 }, (_, i) => Math.sin(seed + i * i)));
    if (a === undefined || b === undefined) return expect.unreachable();
    expect(dot(rotation.rotate(a), rotation.rotate(b))).toBeCloseTo(dot(a, b), 4);
    expect(dot(rotation.turn(a), rotation.turn(b))).toBeCloseTo(dot(a, b), 12);
  });

  it('follows from its key to the last bit', async () => {
    const [one, again] = [await VectorRotation.derive(key(1), 40), await VectorRotation.derive(key(1), 40)];
    expect(columnsOf(again)).toEqual(columnsOf(one));
  });
});
