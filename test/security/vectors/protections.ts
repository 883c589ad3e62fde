import { Matrix, QrDecomposition } from 'ml-matrix';
import { SeededRandom } from './seeded-random.js';
import type { VectorTable } from './vector-table.js';

/** What somebody else stores in place of vectors, to measure an attack against. */
export interface Protection {
  readonly name: string;
  store(vectors: VectorTable): VectorTable;
  /** What is compared with the stored vectors for a question. */
  ask(query: Float32Array): Float32Array;
}

export const plaintext: Protection = { name: 'plaintext', store: (vectors) => vectors, ask: (query) => query };

/** A secret rotation and no noise. */
export function rotationAlone(dimensions: number): Protection {
  const rotation = orthogonal(dimensions, new SeededRandom(7));
  const { store, ask } = turning(rotation);
  return { name: 'rotation only', store, ask };
}

/**
 * A secret rotation, and noise in a ball of radius β/4 (Fuchsbauer et al., SCN 2022).
 * @param seed Of the noise: what is stored again with another seed has fresh noise.
 */
export function scaleAndPerturb(dimensions: number, beta: number, seed = 11): Protection {
  const { store, ask } = turning(orthogonal(dimensions, new SeededRandom(7)));
  const random = new SeededRandom(seed);
  return {
    name: `rotation, β ${beta}`,
    store: (vectors) =>
      store(vectors)
        .map((vector) => perturbed(vector, beta / 4, random))
        .toUnit(),
    ask,
  };
}

function turning(rotation: Matrix): Pick<Protection, 'store' | 'ask'> {
  const rows = rotation.to2DArray().map((row) => Float32Array.from(row));
  return {
    store: (vectors) => vectors.times(rotation.transpose()),
    ask: (query) => Float32Array.from(rows, (row) => row.reduce((sum, value, i) => sum + value * (query[i] ?? 0), 0)),
  };
}

function perturbed(vector: Float32Array, radius: number, random: SeededRandom): Float32Array {
  const direction = Float64Array.from(vector, () => random.normal());
  const length = (radius * random.uniform() ** (1 / vector.length)) / Math.hypot(...direction);
  return vector.map((value, i) => value + (direction[i] ?? 0) * length);
}

/** By the Haar measure: Q of a QR of normal deviates, times the signs of R's diagonal (Mezzadri 2007). */
function orthogonal(dimensions: number, random: SeededRandom): Matrix {
  const deviates = Array.from({ length: dimensions }, () => Array.from({ length: dimensions }, () => random.normal()));
  const { orthogonalMatrix, upperTriangularMatrix } = new QrDecomposition(new Matrix(deviates));
  return orthogonalMatrix.mulRowVector(upperTriangularMatrix.diagonal().map((value) => Math.sign(value)));
}
