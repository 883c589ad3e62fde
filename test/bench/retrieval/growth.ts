import { join } from 'node:path';
import { candidates } from '@hearthlore/retrieval';
import { type ProtectedVectors, VectorProtection } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { ClusteredVectors } from './clustered-vectors.js';
import { loadSets } from './data-sets.js';
import { openCachedModel } from './model.js';

const SIZES = [10_000, 30_000, 100_000];
const QUESTIONS = 60;
const DEPTH = 10;
/** Cosine of a made-up vector with the real one that it stands beside: another saying of much the same. */
const BESIDE = 0.8;

/**
 * Prints, as JSON lines, how many candidates it takes as a collection grows: real vectors of the retrieval sets, each with
 * as many made-up ones beside it as fill the collection, and real questions. Candidates are chosen exactly, without a
 * graph. Every vector counts by itself: a passage that has windows is found by any of them, and takes fewer.
 */
export async function main(): Promise<void> {
  const fixtures = process.env['HEARTHLORE_FIXTURES'] ?? join(process.cwd(), '../shared/fixtures');
  const sets = loadSets(join(fixtures, 'retrieval')).sets.filter(({ name }) => name !== 'xquad-de');
  const model = await openCachedModel();
  if (model === undefined || sets.length === 0) throw new Error('there is no embedding model, or no retrieval set');
  const { signal } = new AbortController();
  const texts = sets.flatMap(({ passages }) => passages.map(({ heading, text }) => `${heading} ${text}`.trim()));
  const asked = sets.flatMap(({ questions }) => questions.map(({ text }) => text));
  const step = Math.floor(asked.length / QUESTIONS);
  const real = await model.embed(texts, { priority: 'document', signal });
  const questions = await model.embed(asked.filter((_, i) => i % step === 0).slice(0, QUESTIONS), {
    priority: 'query',
    signal,
  });
  const keys = await new VectorProtection().open(aVault(), model.modelId, model.dimensions);
  const made = new ClusteredVectors(1, 1);
  const plain = [...real];
  const stored = real.map((vector) => keys.protect(vector));
  for (const size of SIZES) {
    for (let i = plain.length; i < size; i += 1) {
      const vector = made.beside(real[i % real.length] ?? made.question(), BESIDE);
      plain.push(vector);
      stored.push(keys.protect(vector));
    }
    console.log(JSON.stringify({ points: size, ...measure({ plain, stored }, questions, keys) }));
  }
  await model.close();
}

interface Collection {
  readonly plain: readonly Float32Array[];
  readonly stored: readonly Float32Array[];
}

function measure(
  { plain, stored }: Collection,
  questions: readonly Float32Array[],
  keys: ProtectedVectors,
): Record<string, unknown> {
  const ranks = questions.flatMap((question) => {
    const near = cosines(keys.rotateQuery(question), stored);
    const sorted = near.toSorted();
    return best(cosines(question, plain)).map((row) => sorted.length - firstAbove(sorted, near[row] ?? 0));
  });
  const counts = [200, 500, 1_000, 2_000, candidates(plain.length)];
  const recall = counts.map((count) => [
    count,
    (ranks.filter((rank) => rank < count).length / ranks.length).toFixed(4),
  ]);
  return { chosen: candidates(plain.length), 'recall@10': Object.fromEntries(recall) };
}

function best(near: Float32Array): number[] {
  const edge = near.toSorted().at(-DEPTH) ?? 0;
  const rows: number[] = [];
  near.forEach((cosine, row) => {
    if (cosine >= edge) rows.push(row);
  });
  return rows.slice(0, DEPTH);
}

/** @returns The first place in ascending values that is above `value`. */
function firstAbove(sorted: Float32Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function cosines(vector: Float32Array, table: readonly Float32Array[]): Float32Array {
  return Float32Array.from(table, (row) => {
    let sum = 0;
    for (let i = 0; i < row.length; i += 1) sum += (row[i] ?? 0) * (vector[i] ?? 0);
    return sum;
  });
}
