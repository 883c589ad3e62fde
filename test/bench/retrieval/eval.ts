import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type EvaluationSet, loadSets } from './data-sets.js';
import { Engine, type System } from './engine.js';
import { openCachedModel } from './model.js';
import { average, type Figures, judge, MEASURES, pairedDifference } from './measures.js';

const BASELINE = 'BM25';
const WORDS = 'words';
const SYSTEMS: Readonly<Record<string, System>> = {
  [BASELINE]: 'bm25',
  [WORDS]: ['lexical'],
  meaning: ['dense'],
  hybrid: ['dense', 'lexical'],
};

/** Prints, as JSON lines, what the product's search finds on the retrieval sets, and how sure the difference to plain BM25 is. */
export async function main(): Promise<void> {
  const fixtures = process.env['HEARTHLORE_FIXTURES'] ?? join(process.cwd(), '../shared/fixtures');
  const { sets, absent } = loadSets(join(fixtures, 'retrieval'));
  if (absent.length > 0) console.error(`SKIPPED, not in ${fixtures}: ${absent.join(', ')}`);
  const model = await openCachedModel();
  if (model === undefined) console.error('SKIPPED: meaning and hybrid, there is no embedding model');
  console.log(JSON.stringify({ model: model?.modelId ?? null, cores: availableParallelism(), node: process.version }));
  for (const set of sets)
    await evaluate(set, new Engine(model), model === undefined ? [BASELINE, WORDS] : Object.keys(SYSTEMS));
  await model?.close();
}

async function evaluate(set: EvaluationSet, engine: Engine, systems: readonly string[]): Promise<void> {
  await engine.index(set.passages);
  const results = new Map<string, Figures[]>();
  for (const system of systems) {
    const figures: Figures[] = [];
    let used = 0;
    for (const { text, gold } of set.questions) {
      const { ranked, dense } = await engine.ask(text, SYSTEMS[system] ?? 'bm25');
      if (dense === 'used') used += 1;
      figures.push(judge(ranked, gold));
    }
    results.set(system, figures);
    const against = system === BASELINE ? undefined : compare(figures, results.get(BASELINE) ?? []);
    console.log(
      JSON.stringify({
        set: set.name,
        questions: set.questions.length,
        passages: set.passages.length,
        system,
        denseUsed: used,
        ...rounded(average(figures)),
        ...(against === undefined ? {} : { againstBm25: against }),
      }),
    );
  }
}

function compare(ours: readonly Figures[], theirs: readonly Figures[]): Record<string, string> {
  return Object.fromEntries(
    MEASURES.map((measure) => {
      const column = (figures: readonly Figures[]): number[] => figures.map((figure) => figure[measure]);
      const { mean, low, high } = pairedDifference(column(ours), column(theirs));
      return [measure, `${signed(mean)} [${signed(low)}, ${signed(high)}]`];
    }),
  );
}

const signed = (value: number): string => `${value < 0 ? '' : '+'}${value.toFixed(3)}`;

function rounded(figures: Figures): Record<string, number> {
  return Object.fromEntries(MEASURES.map((measure) => [measure, Math.round(figures[measure] * 1_000) / 1_000]));
}
