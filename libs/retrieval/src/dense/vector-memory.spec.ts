import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantiseQuery, quantiseVector } from './quantise.js';
import { VectorMemory } from './vector-memory.js';

const int8 = fc.integer({ min: -127, max: 127 });
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

function scanAll(memory: VectorMemory, query: Int16Array, count: number): number[] {
  const products: number[] = [];
  memory.scan(query, count, (block, first) => {
    expect(first).toBe(products.length);
    products.push(...block);
  });
  return products;
}

describe('VectorMemory', () => {
  it.each([1, 15, 16, 17, 40, 384])('multiplies exactly with %i dimensions', (dimensions) => {
    const vector = fc.array(int8, { minLength: dimensions, maxLength: dimensions });
    const query = fc.array(fc.integer({ min: -16_000, max: 16_000 }), { minLength: dimensions, maxLength: dimensions });
    fc.assert(
      fc.property(fc.array(vector, { minLength: 1, maxLength: 5 }), query, (vectors, question) => {
        const memory = new VectorMemory(dimensions);
        for (const values of vectors) memory.append(Int8Array.from(values));
        expect(scanAll(memory, Int16Array.from(question), vectors.length)).toEqual(
          vectors.map((values) => dot(values, question)),
        );
        expect([...memory.read(vectors.length - 1)]).toEqual(vectors.at(-1));
      }),
      { numRuns: 30 },
    );
  });

  it('does not overflow at the largest values that a question and a vector can have', () => {
    const dimensions = 1_024;
    const { values } = quantiseQuery(new Float32Array(dimensions).fill(1));
    const memory = new VectorMemory(dimensions);
    memory.append(new Int8Array(dimensions).fill(-127));
    expect(scanAll(memory, values, 1)).toEqual([-127 * dimensions * (values[0] ?? 0)]);
  });

  it('keeps what it has while it grows over many blocks', () => {
    const memory = new VectorMemory(16);
    for (let i = 0; i < 9_000; i += 1) memory.append(new Int8Array(16).fill((i % 200) - 100));
    const products = scanAll(memory, Int16Array.of(1, ...new Int16Array(15)), 9_000);
    expect(products.every((product, i) => product === (i % 200) - 100)).toBe(true);
  });
});

describe('quantising', () => {
  it('moves the cosine of two unit vectors of 384 dimensions by less than .002', () => {
    const unit = fc
      .array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 384, maxLength: 384 })
      .map((values) => Float32Array.from(values, (value) => value / Math.max(Math.hypot(...values), 1e-6)));
    fc.assert(
      fc.property(unit, unit, (a, b) => {
        const vector = quantiseVector(a);
        const query = quantiseQuery(b);
        const cosine = dot(vector.values, query.values) * vector.scale * query.scale;
        expect(Math.abs(cosine - dot(a, b))).toBeLessThan(0.002);
      }),
      { numRuns: 50 },
    );
  });

  it('gives a zero vector the scale 0', () => {
    expect(quantiseVector(new Float32Array(4))).toEqual({ values: new Int8Array(4), scale: 0 });
  });
});
