import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { procrustes, recognisedShare } from './known-pairs.js';
import { nearest } from './nearest.js';
import { SeededRandom } from './seeded-random.js';
import type { VectorTable } from './vector-table.js';

/** Principal axes that are compared; the further ones drown in noise. */
const AXES = 48;
/** Axes that the first matches go by, and those of every later round. */
const ROUNDS = [4, 4, 8, 8, 12, 12, 16, 16, 24, 24, 32, 32, 44, 44, 48, 48];
/** Stored vectors that take part in a round. */
const SAMPLE = 800;

export interface Alignment {
  /** Stored vectors in the attacker's frame. */
  readonly stored: VectorTable;
  /** Brings any plaintext vectors there. */
  readonly place: (plain: VectorTable) => VectorTable;
}

/**
 * Aligns stored vectors with plaintext ones of other or the same texts, without a known pair: both are written along
 * their own principal axes, strongest first, and an axis is turned round where its skewness says so.
 */
export function alignByMoments(stored: VectorTable, reference: VectorTable): Alignment {
  const [theirs, ours] = [principalAxes(stored), principalAxes(reference)];
  const [theirSkew, ourSkew] = [skewness(theirs.along), skewness(ours.along)];
  const signs = ourSkew.map((skew, axis) => (skew * (theirSkew[axis] ?? 0) < 0 ? -1 : 1));
  return {
    stored: theirs.along.map((vector) => vector.map((value, axis) => value * (signs[axis] ?? 1))),
    place: (plain) => plain.without(ours.mean).times(ours.axes),
  };
}

/**
 * Goes on from there by iterative closest point (Besl and McKay 1992): matches every stored vector with the nearest
 * plaintext one, fits a rotation to the matches, and matches again, along more axes each time.
 */
export function refineByClosestPoints({ stored, place }: Alignment, reference: VectorTable): Alignment {
  const sample = stored.pick(new SeededRandom(5).order(stored.count).slice(0, SAMPLE));
  const candidates = place(reference);
  let turn = Matrix.identity(AXES);
  for (const axes of ROUNDS) {
    const matches = nearest(sample.times(turn).first(axes).toUnit(), candidates.first(axes).toUnit());
    turn = procrustes(sample, candidates.pick(matches));
  }
  return { stored: stored.times(turn), place };
}

/** @returns Share of the targets whose text is recognised among all texts. */
export function recognisedBy({ stored, place }: Alignment, plain: VectorTable, targets: readonly number[]): number {
  const found = nearest(stored.pick(targets).toUnit(), place(plain).toUnit());
  return recognisedShare(found, plain, targets);
}

function principalAxes(vectors: VectorTable): { mean: Float64Array; axes: Matrix; along: VectorTable } {
  const mean = vectors.mean();
  const centred = vectors.without(mean);
  const { eigenvectorMatrix } = new EigenvalueDecomposition(centred.crossProduct(centred), { assumeSymmetric: true });
  // Eigenvalues rise: the strongest axes are the last columns.
  const strongest = Array.from({ length: AXES }, (_, i) => vectors.dimensions - 1 - i);
  const axes = eigenvectorMatrix.subMatrixColumn(strongest);
  return { mean, axes, along: centred.times(axes) };
}

function skewness(vectors: VectorTable): number[] {
  return Array.from({ length: vectors.dimensions }, (_, axis) => {
    let [squares, cubes] = [0, 0];
    for (let row = 0; row < vectors.count; row += 1) {
      const value = vectors.row(row)[axis] ?? 0;
      squares += value ** 2;
      cubes += value ** 3;
    }
    return cubes / squares ** 1.5;
  });
}
