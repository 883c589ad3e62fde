import { describe, expect, it } from 'vitest';
import { candidates } from './candidates.js';

describe('candidates', () => {
  it('asks for nothing where there is nothing', () => {
    expect(candidates(0)).toBe(0);
    expect(candidates(1_000, 0)).toBe(0);
  });

  it('asks for 1,000 and more, the more the larger the collection is', () => {
    expect(candidates(1)).toBe(1_000);
    expect(candidates(7_000)).toBe(1_000);
    expect(candidates(100_000)).toBe(1_000);
    expect(candidates(1_000_000)).toBe(3_000);
  });

  it('asks for more where few of the points may be found, and never for too many', () => {
    expect(candidates(100_000, 50_000)).toBe(2_000);
    expect(candidates(100_000, 100)).toBe(6_000);
  });
});
