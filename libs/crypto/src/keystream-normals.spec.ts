import { describe, expect, it } from 'vitest';
import { KeystreamNormals } from './keystream-normals.js';

const key = (value: number): Uint8Array => new Uint8Array(32).fill(value);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('numbers of a keystream', () => {
  it('are those of AES-256: key and block of zeros give dc95c078a2408989…', () => {
    const [high, low] = [0x78c095dc >>> 5, 0x898940a2 >>> 6];
    expect(new KeystreamNormals(key(0)).uniform()).toBe((high * 2 ** 26 + low + 1) / 2 ** 53);
  });

  it('never repeat within a stream, beyond the piece that is made at a time', () => {
    const numbers = new KeystreamNormals(key(1));
    expect(new Set(Array.from({ length: 5000 }, () => numbers.uniform())).size).toBe(5000);
  });

  it('are normal: moments of 40,000 of them', () => {
    const numbers = new KeystreamNormals(key(2));
    const sample = Array.from({ length: 40_000 }, () => numbers.normal());
    const moments = [1, 2, 3, 4].map((power) => mean(sample.map((value) => value ** power)));
    const [first = 9, second = 9, third = 9, fourth = 9] = moments;
    expect(Math.abs(first)).toBeLessThan(0.02);
    expect(Math.abs(second - 1)).toBeLessThan(0.03);
    expect(Math.abs(third)).toBeLessThan(0.06);
    expect(Math.abs(fourth - 3)).toBeLessThan(0.2);
    // The two that one transform gives do not depend on each other.
    const neighbours = sample.slice(1).map((value, i) => value * (sample[i] ?? 9));
    expect(Math.abs(mean(neighbours))).toBeLessThan(0.02);
  });
});
