import { join } from 'node:path';
import { InMemoryVectorStore } from '@hearthlore/retrieval/testing';
import { realQdrant } from '../../harness/qdrant/qdrant-servers.js';
import { type EvaluationSet, loadSets } from './data-sets.js';
import { Engine } from './engine.js';
import { judge, pairedDifference } from './measures.js';
import { openCachedModel } from './model.js';
import { CandidateVectorStore } from './candidate-vector-store.js';
import { openPointStore } from './point-store.js';

const DEPTH = 10;
const CANDIDATES = [200, 500, 1_000, 2_000];
const QUESTIONS = 250;
const LAYOUTS = [
  { onDisk: true, quantization: 'none' },
  { onDisk: false, quantization: 'none' },
  { onDisk: true, quantization: 'int8' },
] as const;

/**
 * Prints, as JSON lines, what protected vectors cost against plaintext ones that are compared exactly: how many of the ten
 * best passages by meaning stay, and the difference of nDCG@10 of the whole search. By number of candidates, chosen
 * exactly in this process; and through a real Qdrant wherever one is on the path.
 */
export async function main(): Promise<void> {
  const fixtures = process.env['HEARTHLORE_FIXTURES'] ?? join(process.cwd(), '../shared/fixtures');
  const { sets, absent } = loadSets(join(fixtures, 'retrieval'));
  if (absent.length > 0) console.error(`SKIPPED, not in ${fixtures}: ${absent.join(', ')}`);
  const model = await openCachedModel();
  if (model === undefined) throw new Error('there is no embedding model: npm run hearthlore models pull');
  const qdrant = await realQdrant()?.start();
  if (qdrant === undefined) console.error('SKIPPED Qdrant: none on the path');
  for (const set of sets) {
    const plain = new Engine(model, new InMemoryVectorStore());
    await plain.index(set.passages);
    const expected = await answers(plain, set);
    const print = (store: string, found: Answers): void =>
      console.log(JSON.stringify({ set: set.name, store, ...compare(set, found, expected) }));
    const store = new CandidateVectorStore();
    const engine = new Engine(model, store);
    await engine.index(set.passages);
    for (const count of CANDIDATES) {
      store.candidates = count;
      print(`${store.points} points, ${count} candidates`, await answers(engine, set));
    }
    for (const layout of qdrant === undefined ? [] : LAYOUTS) {
      const points = openPointStore(qdrant?.url ?? '', { ...layout, shards: 1, replicas: 1 });
      const product = new Engine(model, points.store);
      await product.index(set.passages);
      await points.whenIndexed();
      const where = layout.onDisk ? 'on disk' : 'in memory';
      print(`Qdrant, vectors ${where}, quantization ${layout.quantization}`, await answers(product, set));
      if (points.fallbacks() > 0) throw new Error('the sealed packs answered instead of Qdrant');
    }
  }
  await qdrant?.close();
  await model.close();
}

interface Answers {
  readonly dense: readonly (readonly number[])[];
  readonly hybrid: readonly (readonly number[])[];
}

async function answers(engine: Engine, set: EvaluationSet): Promise<Answers> {
  const dense: number[][] = [];
  const hybrid: number[][] = [];
  for (const { text } of questionsOf(set)) {
    dense.push((await engine.ask(text, ['dense'], DEPTH)).ranked);
    hybrid.push((await engine.ask(text, ['dense', 'lexical'], DEPTH)).ranked);
  }
  return { dense, hybrid };
}

/** Evenly from the whole set. */
function questionsOf({ questions }: EvaluationSet): EvaluationSet['questions'] {
  const step = Math.max(1, Math.floor(questions.length / QUESTIONS));
  return questions.filter((_, i) => i % step === 0).slice(0, QUESTIONS);
}

function compare(set: EvaluationSet, ours: Answers, theirs: Answers): Record<string, unknown> {
  const kept = ours.dense.map(
    (ranked, i) => ranked.filter((passage) => theirs.dense[i]?.includes(passage)).length / DEPTH,
  );
  const golds = questionsOf(set).map(({ gold }) => gold);
  const gain = ({ hybrid }: Answers): number[] => golds.map((gold, i) => judge(hybrid[i] ?? [], gold)['nDCG@10']);
  const { mean, low, high } = pairedDifference(gain(ours), gain(theirs));
  return {
    questions: golds.length,
    'recall@10': (kept.reduce((sum, share) => sum + share, 0) / kept.length).toFixed(4),
    'nDCG@10 of hybrid': { difference: mean.toFixed(4), low: low.toFixed(4), high: high.toFixed(4) },
  };
}
