/** Grade of each relevant passage of a question, by passage number; 0 and missing mean not relevant. */
export type Gold = ReadonlyMap<number, number>;

export const MEASURES = ['hit@1', 'hit@5', 'hit@10', 'MRR@10', 'nDCG@10'] as const;
export type Measure = (typeof MEASURES)[number];
/** One figure per measure, of one question or averaged. */
export type Figures = Readonly<Record<Measure, number>>;

const DEPTH = 10;

/** @param ranked Passage numbers, best first. */
export function judge(ranked: readonly number[], gold: Gold): Figures {
  const first = ranked.slice(0, DEPTH).findIndex((passage) => (gold.get(passage) ?? 0) > 0);
  const within = (depth: number): number => (first >= 0 && first < depth ? 1 : 0);
  const gains = ranked.slice(0, DEPTH).map((passage) => gold.get(passage) ?? 0);
  const ideal = [...gold.values()].sort((a, b) => b - a).slice(0, DEPTH);
  return {
    'hit@1': within(1),
    'hit@5': within(5),
    'hit@10': within(DEPTH),
    'MRR@10': first >= 0 ? 1 / (first + 1) : 0,
    'nDCG@10': discounted(gains) / Math.max(discounted(ideal), Number.MIN_VALUE),
  };
}

function discounted(gains: readonly number[]): number {
  return gains.reduce((sum, gain, rank) => sum + gain / Math.log2(rank + 2), 0);
}

export function average(figures: readonly Figures[]): Figures {
  const mean = (measure: Measure): number =>
    figures.reduce((sum, figure) => sum + figure[measure], 0) / Math.max(1, figures.length);
  return {
    'hit@1': mean('hit@1'),
    'hit@5': mean('hit@5'),
    'hit@10': mean('hit@10'),
    'MRR@10': mean('MRR@10'),
    'nDCG@10': mean('nDCG@10'),
  };
}

const RESAMPLES = 10_000;

/** Mean difference of paired figures, with the 95 % interval of a bootstrap over the questions (fixed seed). */
export function pairedDifference(
  ours: readonly number[],
  theirs: readonly number[],
): { readonly mean: number; readonly low: number; readonly high: number } {
  const differences = ours.map((value, i) => value - (theirs[i] ?? 0));
  const random = mulberry32(20_260_101);
  const means = Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let i = 0; i < differences.length; i += 1) sum += differences[Math.floor(random() * differences.length)] ?? 0;
    return sum / differences.length;
  }).sort((a, b) => a - b);
  return {
    mean: differences.reduce((sum, value) => sum + value, 0) / differences.length,
    low: means[Math.floor(RESAMPLES * 0.025)] ?? 0,
    high: means[Math.floor(RESAMPLES * 0.975)] ?? 0,
  };
}

/** Tommy Ettinger's mulberry32: small, and the same everywhere. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
