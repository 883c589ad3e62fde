/**
 * Points asked for at least. With the noise of β = 6 and the shipped encoder, 500 of the 5,434 points of Cranfield held .997
 * of the ten best passages, and 1,000 all of them; the smaller sets lost nothing with either.
 */
const LEAST = 1_000;
/**
 * The noise moves a true neighbour down the list by about the root of the collection's size: of 100,000 points in bunches of
 * paraphrases, 1,000 candidates held .992 of the best and 2,000 .994.
 */
const PER_ROOT = 3;
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
