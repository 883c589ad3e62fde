/**
 * Points asked for at least: with the noise of β = 6 and the shipped encoder, 500 of 7,163 held .991 of the ten true
 * neighbours of a vector. Passages have five or six points with noise of their own, which helps: of 99,000 points in 200
 * bunches, 500 candidates led to .99 of the ten best passages and twice the root of the collection's size to all of them.
 */
const LEAST = 500;
const PER_ROOT = 2;
/** What one question may hold in memory: some 20 MB of answers. */
const MOST = 6_000;

/** Homes that are fetched beside those among the candidates. With half as many, one in a hundred of the ten best was lost. */
export const MOST_HOMES = 300;

/**
 * @param points In the collection.
 * @param wanted Of them, those that may be found at all: where only some documents are named, the others stand in the way.
 * @returns How many points to ask for, so that the best passages are among them. It may be more than there are: what
 * somebody else put there must not crowd out our own.
 */
export function candidates(points: number, wanted = points): number {
  if (points === 0 || wanted === 0) return 0;
  const enough = Math.max(LEAST, Math.ceil(PER_ROOT * Math.sqrt(points)));
  return Math.min(MOST, Math.ceil(enough * (points / wanted)));
}
