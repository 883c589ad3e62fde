import { alignByMoments, recognisedBy, refineByClosestPoints } from './blind-alignment.js';
import { procrustes, recognisedShare, recover, type Recovery, ridge } from './known-pairs.js';
import { nearest, nearestRows } from './nearest.js';
import { visibleEdges } from './neighbourhoods.js';
import type { VectorTable } from './vector-table.js';

export const PAIRS: readonly number[] = [50, 384, 2_000];
const DEPTH = 10;
const CANDIDATES = [DEPTH, 200, 500];

/** What is attacked: the same vectors as they are, and as somebody stored them. */
export interface Target {
  readonly name: string;
  readonly plain: VectorTable;
  readonly stored: VectorTable;
  /** Questions as they are, and as they are compared with what is stored. */
  readonly questions: VectorTable;
  readonly asked: VectorTable;
}

export interface Leakage {
  /** Share of the ten true nearest among so many candidates, before they are ranked exactly. */
  readonly recall: ReadonlyMap<number, number>;
  readonly edges: number;
  /** Share of stored vectors whose text is the nearest plaintext vector, without any key. */
  readonly matched: number;
  /** By how many pairs the attacker knows. */
  readonly procrustes: ReadonlyMap<number, Recovery>;
  readonly ridge: ReadonlyMap<number, Recovery>;
}

/** Rows that the attacker has no pair of, and is judged by. */
export function targetsOf({ plain }: Target, count: number): number[] {
  return Array.from({ length: count }, (_, i) => plain.count - count + i);
}

/** @param pairs How many the attacker knows; nobody needs any for plaintext. */
export function measure(target: Target, rows: number, pairs: readonly number[]): Leakage {
  const targets = targetsOf(target, rows);
  const { stored, plain } = target;
  const by = (fit: typeof ridge) => new Map(pairs.map((known) => [known, recover(fit, known, target, targets)]));
  return {
    recall: recallOf(target),
    edges: visibleEdges(stored, plain, targets),
    matched: matchedShare(stored, plain, targets),
    procrustes: by(procrustes),
    ridge: by(ridge),
  };
}

/** Share recognised without a known pair: by moments alone, and refined by closest points. */
export interface BlindRecovery {
  readonly moments: number;
  readonly closestPoints: number;
}

/** The attacker has the very texts, without knowing which is which; or as many others of their kind. */
export interface BlindLeakage {
  readonly veryTexts: BlindRecovery;
  readonly otherTexts: BlindRecovery;
}

export function measureBlind(target: Target, rows: number): BlindLeakage {
  const { plain, stored } = target;
  const targets = targetsOf(target, rows);
  const half = Math.floor(plain.count / 2);
  const [mine, others] = [range(half, plain.count), range(0, half)];
  const ofHalf = targets.map((row) => row - half);
  return {
    veryTexts: alignBlindly(stored, plain, plain, targets),
    otherTexts: alignBlindly(stored.pick(mine), plain.pick(others), plain.pick(mine), ofHalf),
  };
}

function alignBlindly(
  stored: VectorTable,
  reference: VectorTable,
  plain: VectorTable,
  targets: readonly number[],
): BlindRecovery {
  const start = alignByMoments(stored, reference);
  const refined = refineByClosestPoints(start, reference);
  return { moments: recognisedBy(start, plain, targets), closestPoints: recognisedBy(refined, plain, targets) };
}

export function matchedShare(stored: VectorTable, plain: VectorTable, targets: readonly number[]): number {
  return recognisedShare(nearest(stored.pick(targets), plain), plain, targets);
}

function recallOf({ plain, stored, questions, asked }: Target): Map<number, number> {
  const found = new Map<number, number>(CANDIDATES.map((count) => [count, 0]));
  for (let question = 0; question < questions.count; question += 1) {
    const best = nearestRows(questions.row(question), plain, DEPTH);
    const candidates = nearestRows(asked.row(question), stored, Math.max(...CANDIDATES));
    for (const count of CANDIDATES) {
      const near = new Set(candidates.slice(0, count));
      found.set(count, (found.get(count) ?? 0) + best.filter((row) => near.has(row)).length);
    }
  }
  return new Map(Array.from(found, ([count, hits]) => [count, hits / questions.count / DEPTH]));
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** As the table of the leakage statement. */
export function describeLeakage(rows: ReadonlyMap<string, Leakage>, blind: ReadonlyMap<string, BlindLeakage>): string {
  const share = (value: number | undefined): string => (value === undefined ? '–' : `${(value * 100).toFixed(1)} %`);
  const number = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(3));
  const recoveries = (by: ReadonlyMap<number, Recovery>): string =>
    PAIRS.map((pairs) => `${number(by.get(pairs)?.cosine)} (${share(by.get(pairs)?.recognised)})`).join(' / ');
  const blindly = (by: BlindRecovery | undefined): string => `${share(by?.moments)} / ${share(by?.closestPoints)}`;
  const lines = Array.from(rows, ([name, leakage]) =>
    [
      name,
      CANDIDATES.map((count) => number(leakage.recall.get(count))).join(' / '),
      number(leakage.edges),
      share(leakage.matched),
      recoveries(leakage.procrustes),
      recoveries(leakage.ridge),
      blindly(blind.get(name)?.otherTexts),
      blindly(blind.get(name)?.veryTexts),
    ].join(' | '),
  );
  return [
    [
      'stored',
      `recall@10 among ${CANDIDATES.join(' / ')}`,
      'true kNN edges seen',
      'matched without keys',
      `Procrustes with ${PAIRS.join(' / ')} pairs: cosine (recognised)`,
      'least squares, likewise',
      'recognised without pairs, from other texts of the kind: moments / closest points',
      'from the very texts, likewise',
    ].join(' | '),
    ...lines,
  ].join('\n');
}
