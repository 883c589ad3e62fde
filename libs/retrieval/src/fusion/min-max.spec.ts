import { describe, expect, it } from 'vitest';
import { fuse } from './fuse.js';
import { CHANNEL_DEPTH, minMax, mix } from './min-max.js';

const scored = (...scores: number[]) => scores.map((score, key) => ({ key, score }));

describe('minMax', () => {
  it('stretches from the last to the first', () => {
    expect([...minMax(scored(8, 5, 4)).values()]).toEqual([1, 0.25, 0]);
  });

  it('begins at the floor where that is lower', () => {
    expect([...minMax(scored(8, 4), 0).values()]).toEqual([1, 0.5]);
    expect([...minMax(scored(-1, -3), 0).values()]).toEqual([1, 0]);
  });

  it('gives equal scores, and a single one, the full mark', () => {
    expect([...minMax(scored(2, 2)).values()]).toEqual([1, 1]);
    expect([...minMax(scored(2)).values()]).toEqual([1]);
    expect(minMax([])).toEqual(new Map());
  });
});

describe('mix', () => {
  it('weighs both, counts missing as nothing, and puts the best first', () => {
    const mixed = mix(
      new Map([
        ['a', 1],
        ['b', 0.5],
      ]),
      new Map([
        ['b', 1],
        ['c', 0.4],
      ]),
      0.25,
    );
    expect(mixed).toEqual([
      { key: 'b', score: 0.875 },
      { key: 'c', score: 0.4 * 0.75 },
      { key: 'a', score: 0.25 },
    ]);
  });
});

describe('fuse', () => {
  it('lets one channel alone decide at the ends of the weight', () => {
    const dense = [
      { key: 'd', score: 0.9 },
      { key: 'x', score: 0.1 },
    ];
    const lexical = [
      { key: 'l', score: 12 },
      { key: 'x', score: 3 },
    ];
    expect(fuse(dense, lexical, 1)[0]).toEqual({ key: 'd', score: 1 });
    expect(fuse(dense, lexical, 0)[0]).toEqual({ key: 'l', score: 1 });
  });

  it('does not count the last of few matches like none, but the last of a full list', () => {
    expect(
      fuse(
        [],
        [
          { key: 'a', score: 8 },
          { key: 'b', score: 4 },
        ],
        0,
      ),
    ).toContainEqual({ key: 'b', score: 0.5 });
    const full = Array.from({ length: CHANNEL_DEPTH }, (_, key) => ({ key, score: CHANNEL_DEPTH - key }));
    expect(fuse([], full, 0).at(-1)).toEqual({ key: CHANNEL_DEPTH - 1, score: 0 });
  });
});
