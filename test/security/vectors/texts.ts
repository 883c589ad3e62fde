import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSets } from '../../bench/retrieval/data-sets.js';
import { SeededRandom } from './seeded-random.js';

export interface Texts {
  readonly source: string;
  readonly passages: readonly string[];
  readonly questions: readonly string[];
}

const SHORTEST = 40;
const LONGEST = 600;
/** Of one read-me: some are hundreds of times as long as others. */
const SENTENCES_PER_FILE = 60;
const LEAST_LETTERS = 0.7;
const ROOT = process.cwd();
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * Real texts, cut into passages and sentences: those of the retrieval sets where they are there, else what this project
 * and its packages say of themselves.
 *
 * @param counts How many of each, all different.
 */
export function loadTexts(counts: { readonly passages: number; readonly questions: number }): Texts {
  const fixtures = join(process.env['HEARTHLORE_FIXTURES'] ?? join(ROOT, '../shared/fixtures'), 'retrieval');
  const { source, passages, questions } = existsSync(fixtures) ? fixtureTexts(fixtures) : ownTexts(fixtures);
  const texts = {
    source,
    passages: someOf(passages, counts.passages, 1),
    questions: someOf(questions, counts.questions, 2),
  };
  if (texts.passages.length < counts.passages || texts.questions.length < counts.questions)
    throw new Error(`too few texts: ${source}`);
  return texts;
}

function fixtureTexts(folder: string): Texts {
  // The shipped encoder reads English.
  const sets = loadSets(folder).sets.filter(({ name }) => name !== 'xquad-de');
  const passages = sets.flatMap((set) => set.passages.map(({ heading, text }) => `${heading} ${text}`.trim()));
  return {
    source: `the retrieval sets ${sets.map(({ name }) => name).join(', ')}`,
    passages: [...passages, ...passages.flatMap(sentencesOf)],
    questions: sets.flatMap((set) => set.questions.map(({ text }) => text)),
  };
}

function ownTexts(missing: string): Texts {
  console.warn(`SKIPPED the retrieval sets, not in ${missing}: the texts are read-me files.`);
  const files = globSync(['*.md', 'docs/**/*.md', 'node_modules/{*,@*/*}/README.md'], { cwd: ROOT }).sort();
  const prose = files.flatMap((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8').replaceAll(/```[\s\S]*?```/g, '');
    return sentencesOf(text).filter(isProse).slice(0, SENTENCES_PER_FILE);
  });
  // Every twentieth stands in for a question, and is not among the passages.
  return {
    source: `sentences of ${files.length} read-me files`,
    passages: prose.filter((_, i) => i % 20 !== 0),
    questions: prose.filter((_, i) => i % 20 === 0),
  };
}

function sentencesOf(text: string): string[] {
  return Array.from(sentences.segment(text), ({ segment }) => segment.replaceAll(/\s+/g, ' ').trim()).filter(
    ({ length }) => length >= SHORTEST && length <= LONGEST,
  );
}

function isProse(text: string): boolean {
  return (text.match(/[a-z]/gi)?.length ?? 0) / text.length > LEAST_LETTERS;
}

function someOf(texts: readonly string[], count: number, seed: number): string[] {
  const different = [...new Map(texts.map((text) => [text.toLowerCase(), text])).values()];
  return new SeededRandom(seed)
    .order(different.length)
    .slice(0, count)
    .flatMap((number) => different[number] ?? []);
}
