import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Gold } from './measures.js';

export interface EvaluationPassage {
  /** Passages of one document share its name. */
  readonly document: string;
  readonly heading: string;
  readonly text: string;
}

export interface EvaluationQuestion {
  readonly text: string;
  readonly gold: Gold;
}

export interface EvaluationSet {
  readonly name: string;
  readonly passages: readonly EvaluationPassage[];
  readonly questions: readonly EvaluationQuestion[];
}

/** @param folder `fixtures/retrieval`. @returns The sets that are there; those that are not are named. */
export function loadSets(folder: string): { readonly sets: EvaluationSet[]; readonly absent: string[] } {
  const loaders: readonly (readonly [file: string, load: (folder: string) => EvaluationSet])[] = [
    ['xquad/xquad.en.json', (at) => loadXquad(at, 'en')],
    ['xquad/xquad.de.json', (at) => loadXquad(at, 'de')],
    ['chunking_evaluation/questions.csv', loadChunkingEvaluation],
    ['anthropic_docs/data/anthropic_docs.json', loadAnthropicDocs],
    ['cranfield/cran.all.1400', loadCranfield],
  ];
  return {
    sets: loaders.filter(([file]) => existsSync(join(folder, file))).map(([, load]) => load(folder)),
    absent: loaders.filter(([file]) => !existsSync(join(folder, file))).map(([file]) => file),
  };
}

const xquadSchema = z.object({
  data: z.array(
    z.object({
      paragraphs: z.array(z.object({ context: z.string(), qas: z.array(z.object({ question: z.string() })) })),
    }),
  ),
});

function loadXquad(folder: string, language: string): EvaluationSet {
  const { data } = xquadSchema.parse(readJson(folder, `xquad/xquad.${language}.json`));
  const paragraphs = data.flatMap(({ paragraphs: own }, article) =>
    own.map((paragraph) => ({ ...paragraph, article })),
  );
  return {
    name: `xquad-${language}`,
    passages: paragraphs.map(({ context, article }) => ({ document: `${article}`, heading: '', text: context })),
    questions: paragraphs.flatMap(({ qas }, number) =>
      qas.map(({ question }) => ({ text: question, gold: new Map([[number, 1]]) })),
    ),
  };
}

const CHUNK = 1_000;
const OVERLAP = 200;
const CORPORA = ['state_of_the_union', 'wikitexts', 'chatlogs'];
const referencesSchema = z.array(z.object({ start_index: z.number(), end_index: z.number() }));

/** Chunks of 1,000 characters, 200 of them shared with the next; relevant are those that overlap the evidence. */
function loadChunkingEvaluation(folder: string): EvaluationSet {
  const chunks = CORPORA.flatMap((corpus) => {
    const text = readFileSync(join(folder, `chunking_evaluation/corpora/${corpus}.md`), 'utf8');
    const points = Array.from(text);
    const starts = Array.from(
      { length: Math.ceil(points.length / (CHUNK - OVERLAP)) },
      (_, i) => i * (CHUNK - OVERLAP),
    );
    return starts.map((start) => ({ corpus, start, text: points.slice(start, start + CHUNK).join('') }));
  });
  const [, ...rows] = parseCsv(readFileSync(join(folder, 'chunking_evaluation/questions.csv'), 'utf8'));
  const questions = rows.flatMap(([question = '', references = '[]', corpus = '']) => {
    if (!CORPORA.includes(corpus)) return [];
    const spans = referencesSchema.parse(JSON.parse(references));
    const relevant = chunks.flatMap((chunk, number) =>
      chunk.corpus === corpus &&
      spans.some((span) => span.start_index < chunk.start + CHUNK && span.end_index > chunk.start)
        ? [number]
        : [],
    );
    return [{ text: question, gold: new Map(relevant.map((number) => [number, 1])) }];
  });
  return {
    name: 'chunking_evaluation',
    passages: chunks.map(({ corpus, text }) => ({ document: corpus, heading: '', text })),
    questions,
  };
}

const sectionsSchema = z.array(z.object({ chunk_link: z.string(), chunk_heading: z.string(), text: z.string() }));
const docsQuestionsSchema = z.array(z.object({ question: z.string(), correct_chunks: z.array(z.string()) }));

function loadAnthropicDocs(folder: string): EvaluationSet {
  const sections = sectionsSchema.parse(readJson(folder, 'anthropic_docs/data/anthropic_docs.json'));
  const questions = docsQuestionsSchema.parse(
    readJson(folder, 'anthropic_docs/evaluation/docs_evaluation_dataset.json'),
  );
  return {
    name: 'anthropic_docs',
    passages: sections.map(({ chunk_link, chunk_heading, text }) => ({
      document: chunk_link.split('#')[0] ?? chunk_link,
      heading: chunk_heading,
      text,
    })),
    questions: questions.map(({ question, correct_chunks }) => ({
      text: question,
      gold: new Map(
        sections.flatMap(({ chunk_link }, number) =>
          correct_chunks.includes(chunk_link) ? [[number, 1] as const] : [],
        ),
      ),
    })),
  };
}

/** The classic collection: the copy has five documents and one question that somebody appended. */
const CRANFIELD_DOCUMENTS = 1_400;
const CRANFIELD_QUESTIONS = 225;
/** Grades run from 1, a complete answer, to 4, of minimum interest; anything else is not relevant. */
const WEAKEST_GRADE = 4;

function loadCranfield(folder: string): EvaluationSet {
  const records = (file: string): string[] =>
    readFileSync(join(folder, file), 'utf8')
      .split(/^\.I\s+\d+\s*$/m)
      .slice(1);
  const field = (record: string, name: string): string =>
    (new RegExp(`^\\.${name}\\s*\\n([\\s\\S]*?)(?=^\\.[A-Z]\\s*$|$(?![\\s\\S]))`, 'm').exec(record)?.[1] ?? '')
      .replaceAll(/\s+/g, ' ')
      .trim();
  const documents = records('cranfield/cran.all.1400').slice(0, CRANFIELD_DOCUMENTS);
  const questions = records('cranfield/cran.qry').slice(0, CRANFIELD_QUESTIONS);
  const golds = questions.map(() => new Map<number, number>());
  for (const line of readFileSync(join(folder, 'cranfield/cranqrel'), 'utf8').split('\n')) {
    const [question = 0, document = 0, grade = 0] = line.trim().split(/\s+/).map(Number);
    if (grade >= 1 && grade <= WEAKEST_GRADE) golds[question - 1]?.set(document - 1, WEAKEST_GRADE + 1 - grade);
  }
  return {
    name: 'cranfield',
    passages: documents.map((record, number) => {
      const title = field(record, 'T');
      const text = field(record, 'W');
      // The abstract repeats the title.
      return { document: `${number}`, heading: title, text: text.startsWith(title) ? text.slice(title.length) : text };
    }),
    questions: questions.map((record, number) => ({ text: field(record, 'W'), gold: golds[number] ?? new Map() })),
  };
}

function readJson(folder: string, file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

/** RFC 4180: fields in double quotes may hold commas, line breaks and doubled quotes. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (plain === '' && end === '' && row.length === 0) break;
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
