import { describe, expect, it } from 'vitest';
import { newKey } from './key-material.js';
import { KeystreamNormals } from './keystream-normals.js';
import { VectorRotation } from './vector-rotation.js';

const key = (...bytes: number[]): Uint8Array => Uint8Array.from({ length: 32 }, (_, i) => bytes[i] ?? 1);
const axis = (dimensions: number, at: number): Float32Array =>
  Float32Array.from({ length: dimensions }, (_, i) => (i === at ? 1 : 0));
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * (b[i] ?? Number.NaN), 0);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const columnsOf = (rotation: VectorRotation): Float64Array[] =>
  Array.from({ length: rotation.dimensions }, (_, at) => rotation.turn(axis(rotation.dimensions, at)));
const aVector = (dimensions: number, seed: number): Float32Array =>
  Float32Array.from({ length: dimensions }, (_, i) => Math.sin(seed + i * i));

/** As a textbook has it: one dense product per reflection, then the signs. */
function densely(seed: Uint8Array, dimensions: number): number[][] {
  const normals = new KeystreamNormals(seed);
  const q = Array.from({ length: dimensions }, (_, row) => [...axis(dimensions, row)]);
  const signs: number[] = [];
  for (let k = 0; k < dimensions - 1; k += 1) {
    const u = Array.from({ length: dimensions - k }, () => normals.normal());
    const side = (u[0] ?? 0) < 0 ? -1 : 1;
    u[0] = (u[0] ?? 0) + side * Math.sqrt(dot(u, u));
    for (const row of q) {
      const share = (2 * dot(u, row.slice(k))) / dot(u, u);
      for (const [i, value] of u.entries()) row[k + i] = (row[k + i] ?? 0) - share * value;
    }
    signs.push(-side);
  }
  signs.push(normals.normal() < 0 ? -1 : 1);
  return q.map((row) => row.map((value, column) => value * (signs[column] ?? 0)));
}

describe('a rotation', () => {
  it.each([1, 2, 3, 7, 64, 384])('is orthogonal in %i dimensions', async (dimensions) => {
    const columns = columnsOf(await VectorRotation.derive(key(1), dimensions));
    let worst = 0;
    columns.forEach((a, i) => {
      columns.slice(0, i + 1).forEach((b, j) => {
        let product = i === j ? -1 : 0;
        for (let at = 0; at < dimensions; at += 1) product += (a[at] ?? 0) * (b[at] ?? 0);
        worst = Math.max(worst, Math.abs(product));
      });
    });
    expect(worst).toBeLessThan(1e-12);
  });

  it('keeps inner products', async () => {
    const rotation = await VectorRotation.derive(newKey(), 96);
    const [a, b] = [aVector(96, 1), aVector(96, 2)];
    expect(dot(rotation.turn(a), rotation.turn(b))).toBeCloseTo(dot(a, b), 12);
    expect(dot(rotation.rotate(a), rotation.rotate(b))).toBeCloseTo(dot(a, b), 4);
  });

  it.each([1, 2, 5, 6, 7, 8, 21])('is the product of its reflections in %i dimensions', async (dimensions) => {
    const vector = aVector(dimensions, 3);
    const turned = (await VectorRotation.derive(key(5), dimensions)).turn(vector);
    densely(key(5), dimensions).forEach((row, i) => expect(turned[i]).toBeCloseTo(dot(row, vector), 13));
  });

  it('follows from its key to the last bit', async () => {
    const [one, again] = [await VectorRotation.derive(key(1), 40), await VectorRotation.derive(key(1), 40)];
    expect(columnsOf(again)).toEqual(columnsOf(one));
  });

  it('has nothing to do with that of another key', async () => {
    const [one, other] = [await VectorRotation.derive(key(1), 256), await VectorRotation.derive(key(2), 256)];
    const cosines = Array.from({ length: 256 }, (_, at) => dot(one.turn(axis(256, at)), other.turn(axis(256, at))));
    expect(Math.abs(mean(cosines))).toBeLessThan(0.02);
    // A cosine of two independent directions in d dimensions has variance 1/d.
    expect(mean(cosines.map((cosine) => cosine * cosine)) * 256).toBeCloseTo(1, 0);
  });

  it('is as likely as any other: traces and sides of 2,000 are those of the Haar measure', async () => {
    const traces: number[] = [];
    const determinants: number[] = [];
    const corners: number[] = [];
    for (let i = 0; i < 2000; i += 1) {
      const rotation = await VectorRotation.derive(key(i % 256, i >> 8), 3);
      const [a, b, c] = columnsOf(rotation);
      if (a === undefined || b === undefined || c === undefined) return expect.unreachable();
      const [a0 = 0, a1 = 0, a2 = 0] = a;
      const [b0 = 0, b1 = 0, b2 = 0] = b;
      const [c0 = 0, c1 = 0, c2 = 0] = c;
      traces.push(a0 + b1 + c2);
      corners.push(a0);
      determinants.push(a0 * (b1 * c2 - b2 * c1) - b0 * (a1 * c2 - a2 * c1) + c0 * (a1 * b2 - a2 * b1));
    }
    // Diaconis and Shahshahani 1994: the trace has the moments 0, 1, 0, 3 of a normal deviate, up to the power of the dimension.
    expect(Math.abs(mean(traces))).toBeLessThan(0.08);
    expect(mean(traces.map((trace) => trace * trace))).toBeCloseTo(1, 0);
    expect(Math.abs(mean(corners))).toBeLessThan(0.05);
    expect(Math.abs(mean(determinants))).toBeLessThan(0.08);
  });

  it('lets others have their turn while it is derived', async () => {
    let turns = 0;
    let isOver = false;
    const others = (async () => {
      while (!isOver) {
        await new Promise((resolve) => setImmediate(resolve));
        turns += 1;
      }
    })();
    await VectorRotation.derive(key(1), 768);
    isOver = true;
    await others;
    expect(turns).toBeGreaterThan(5);
  });

  it('refuses a vector of another length, no dimensions at all, and to go on when it was wiped', async () => {
    const rotation = await VectorRotation.derive(key(1), 4);
    expect(() => rotation.turn(aVector(3, 1))).toThrow(RangeError);
    expect(() => rotation.turn(aVector(5, 1))).toThrow(RangeError);
    for (const none of [0, -1, 1.5, Number.NaN])
      await expect(VectorRotation.derive(key(1), none)).rejects.toThrow(RangeError);
    rotation.wipe();
    expect(() => rotation.turn(aVector(4, 1))).toThrow(RangeError);
  });
});
