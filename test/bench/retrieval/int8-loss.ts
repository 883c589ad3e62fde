import { join } from 'node:path';
import { InMemoryVectorStore } from '@hearthlore/retrieval/testing';
import { loadSets } from './data-sets.js';
import { Engine } from './engine.js';
import { judge, pairedDifference } from './measures.js';
import { openCachedModel } from './model.js';

const DEPTH = 10;

/** Prints what int8 vectors cost against 32-bit ones: how many of the ten best stay, and the difference of nDCG@10. */
export async function main(): Promise<void> {
  const fixtures = process.env['HEARTHLORE_FIXTURES'] ?? join(process.cwd(), '../shared/fixtures');
  const { sets, absent } = loadSets(join(fixtures, 'retrieval'));
  if (absent.length > 0) console.error(`SKIPPED, not in ${fixtures}: ${absent.join(', ')}`);
  const model = await openCachedModel();
  if (model === undefined) throw new Error('there is no embedding model: npm run hearthlore models pull');
  for (const set of sets) {
    const [int8, exact] = [new Engine(model), new Engine(model, new InMemoryVectorStore())];
    await int8.index(set.passages);
    await exact.index(set.passages);
    let kept = 0;
    const figures: (readonly [ours: number, theirs: number])[] = [];
    for (const { text, gold } of set.questions) {
      const [ours, theirs] = [await int8.ask(text, ['dense']), await exact.ask(text, ['dense'])];
      kept += ours.ranked.filter((passage) => theirs.ranked.includes(passage)).length / DEPTH;
      figures.push([judge(ours.ranked, gold)['nDCG@10'], judge(theirs.ranked, gold)['nDCG@10']]);
    }
    const difference = pairedDifference(
      figures.map(([ours]) => ours),
      figures.map(([, theirs]) => theirs),
    );
    console.log(
      JSON.stringify({
        set: set.name,
        'overlap@10': (kept / set.questions.length).toFixed(4),
        'nDCG@10': {
          difference: difference.mean.toFixed(4),
          low: difference.low.toFixed(4),
          high: difference.high.toFixed(4),
        },
      }),
    );
  }
  await model.close();
}
