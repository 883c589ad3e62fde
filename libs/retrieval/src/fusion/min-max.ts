import type { Scored } from './scored.js';

/** How many of a channel's best are looked at. */
export const CHANNEL_DEPTH = 100;

/**
 * Stretches a channel's best scores to 0…1, so that channels of different scales can be mixed.
 * @param scored Best first.
 * @param floor What the scale begins at where that is less than the last score: 0 for a channel in which every passage
 * that is not listed scores 0, so that the last of few matches does not count like none.
 */
export function minMax<K>(scored: readonly Scored<K>[], floor = Number.POSITIVE_INFINITY): Map<K, number> {
  const most = scored[0]?.score ?? 0;
  const least = Math.min(floor, scored.at(-1)?.score ?? 0);
  const range = most - least;
  return new Map(scored.map(({ key, score }) => [key, range > 0 ? (score - least) / range : 1]));
}

/** @returns `weight` · a + (1 − `weight`) · b of every key in either, best first; missing counts as 0. */
export function mix<K>(a: ReadonlyMap<K, number>, b: ReadonlyMap<K, number>, weight: number): Scored<K>[] {
  const keys = new Set([...a.keys(), ...b.keys()]);
  const mixed = Array.from(keys, (key) => ({
    key,
    score: weight * (a.get(key) ?? 0) + (1 - weight) * (b.get(key) ?? 0),
  }));
  return mixed.sort((x, y) => y.score - x.score);
}
