import { describe, expect, it } from 'vitest';
import { batchesOf, type Point, toValues } from './point-batches.js';
import { aPoint } from './testing/points.js';

const points = (count: number, payload = 10): Point[] =>
  Array.from({ length: count }, () => ({ ...aPoint(384), payload: new Uint8Array(payload) }));

describe('the requests that points are written in', () => {
  it('hold each point once, in order', () => {
    const all = points(500);
    expect([...batchesOf(all)].flat().map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect([...batchesOf([])]).toEqual([]);
  });

  it('are never larger than Qdrant takes, and a point that is large alone is alone', () => {
    const sizes = [...batchesOf(points(40, 1_000_000))].map((batch) => JSON.stringify(batch).length);
    expect(Math.max(...sizes)).toBeLessThan(8_000_000);
    expect(sizes.length).toBeLessThan(10);
    expect([...batchesOf(points(3, 7_000_000))].map(({ length }) => length)).toEqual([1, 1, 1]);
  });

  it('hold few enough points that writing them as JSON stops nobody', () => {
    expect([...batchesOf(points(200))].map(({ length }) => length)).toEqual([64, 64, 64, 8]);
  });

  it('carry every value as it is', () => {
    const vector = Float32Array.of(0.1, -1e-8, 1 / 3, 0);
    expect(Float32Array.from(JSON.parse(JSON.stringify(toValues(vector))))).toEqual(vector);
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1e300])
      expect(() => toValues(Float32Array.of(0, value))).toThrow(RangeError);
  });
});
