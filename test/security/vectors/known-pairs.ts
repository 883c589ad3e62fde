import { Matrix, SingularValueDecomposition, solve } from 'ml-matrix';
import { dot, nearest } from './nearest.js';
import type { VectorTable } from './vector-table.js';

/** How well an attacker undoes the protection of vectors that it has no pair of. */
export interface Recovery {
  /** Mean cosine of the recovered vector with the true one. */
  readonly cosine: number;
  /** Share whose true text is the nearest one among all texts. */
  readonly recognised: number;
}

/** The attacker has texts of some points; what it makes of them turns stored vectors back. */
export type Fit = (stored: VectorTable, plain: VectorTable) => Matrix;

/**
 * Orthogonal Procrustes (Schönemann 1966): the rotation that fits the pairs best. With fewer pairs than dimensions the
 * rest of it is arbitrary.
 */
export const procrustes: Fit = (stored, plain) => {
  const { leftSingularVectors, rightSingularVectors } = new SingularValueDecomposition(stored.crossProduct(plain));
  return leftSingularVectors.mmul(rightSingularVectors.transpose());
};

/** About the noise of β = 6 on so many pairs; a tenth and ten times of it fit less well. */
const RIDGE = 3;

/**
 * Regularised least squares, which is not bound to be a rotation: it guesses towards what embeddings are like in general.
 * Recovers more than Procrustes where there is noise, and recognises less.
 */
export const ridge: Fit = (stored, plain) =>
  solve(stored.crossProduct(stored).add(Matrix.identity(stored.dimensions).mul(RIDGE)), stored.crossProduct(plain));

/** @param targets Numbers of the rows to recover; the attacker knows the first `pairs` rows, which are not among them. */
export function recover(
  fit: Fit,
  pairs: number,
  { stored, plain }: { readonly stored: VectorTable; readonly plain: VectorTable },
  targets: readonly number[],
): Recovery {
  const known = Array.from({ length: pairs }, (_, i) => i);
  const turnBack = fit(stored.pick(known), plain.pick(known));
  return judgeRecovery(stored.pick(targets).times(turnBack).toUnit(), plain, targets);
}

/** @param recovered Of the rows of `plain` that `targets` names, in that order. */
export function judgeRecovery(recovered: VectorTable, plain: VectorTable, targets: readonly number[]): Recovery {
  const cosine = targets.reduce((sum, target, i) => sum + dot(recovered.row(i), plain.row(target)), 0);
  return { cosine: cosine / targets.length, recognised: recognisedShare(nearest(recovered, plain), plain, targets) };
}

/** Texts whose vectors are as good as equal cannot be told apart by them, and either will do. */
const SAME = 0.999;

/** @param found Per target the number of the row that it was taken for. */
export function recognisedShare(found: readonly number[], plain: VectorTable, targets: readonly number[]): number {
  const isRight = (target: number, i: number): boolean => dot(plain.row(found[i] ?? 0), plain.row(target)) > SAME;
  return targets.filter(isRight).length / targets.length;
}
