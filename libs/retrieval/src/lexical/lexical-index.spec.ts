import { type DocumentId, newId } from '@hearthlore/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PassageTable } from '../index/passage-table.js';
import { buildLexicalPack } from '../packs/lexical-pack.js';
import { bm25 } from '../testing/bm25-reference.js';
import { gramsOf } from './grams.js';
import { LexicalIndex } from './lexical-index.js';
import { Stemmer } from './stemmer.js';
import { countTerms } from './terms.js';

/** Has no stemmer, so that terms are words. */
const UNSTEMMED = 'xx';
const words = fc.array(fc.constantFrom('haus', 'boot', 'hausboot', 'a', '東京', '京都市', 'über', 'zz'), {
  maxLength: 12,
});
const documents = fc.array(fc.array(words, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });

const counted = (passage: readonly string[]): Map<string, number> =>
  new Map(
    Array.from(
      Map.groupBy(passage, (word) => word),
      ([word, all]) => [word, all.length],
    ),
  );
const packOf = (passages: readonly (readonly string[])[], language = UNSTEMMED) =>
  buildLexicalPack(language, 0, passages.map(counted));

function anIndex() {
  const table = new PassageTable();
  const index = new LexicalIndex(table);
  const ids = new Map<number, DocumentId>();
  return {
    table,
    index,
    add(number: number, passages: readonly (readonly string[])[], language?: string): void {
      const id = newId<DocumentId>();
      ids.set(number, id);
      index.add(id, packOf(passages, language));
    },
    remove(number: number): void {
      const id = ids.get(number);
      if (id !== undefined) table.remove(id);
    },
    /** Scores of the living passages in order of their documents' numbers. */
    scores(unit: 'words' | 'grams', question: readonly string[]): number[] {
      const all = index.score(unit, question);
      return [...ids]
        .sort(([a], [b]) => a - b)
        .flatMap(([, id]) => Array.from(table.slotsOf(id).values(), (slot) => all[slot] ?? 0));
    },
  };
}

/** The largest difference of two lists of scores, which are sums of 32-bit numbers. */
const difference = (actual: readonly number[], expected: readonly number[]): number =>
  actual.length === expected.length
    ? actual.reduce((most, score, i) => Math.max(most, Math.abs(score - (expected[i] ?? Number.NaN))), 0)
    : Number.NaN;

describe('LexicalIndex', () => {
  it('scores words as BM25 is defined', () => {
    fc.assert(
      fc.property(documents, words, (all, question) => {
        const arranged = anIndex();
        all.forEach((passages, number) => arranged.add(number, passages));
        expect(difference(arranged.scores('words', question), bm25(all.flat(), question))).toBeLessThan(1e-4);
      }),
    );
  });

  it('scores n-grams as BM25 over postings of n-grams would', () => {
    fc.assert(
      fc.property(documents, words, (all, question) => {
        const arranged = anIndex();
        all.forEach((passages, number) => arranged.add(number, passages));
        const grams = (passage: readonly string[]): string[] => passage.flatMap(gramsOf);
        const expected = bm25(all.flat().map(grams), grams(question));
        expect(difference(arranged.scores('grams', question), expected)).toBeLessThan(1e-4);
      }),
    );
  });

  it('is after additions, removals and compaction what it is when built anew', () => {
    const removals = fc.array(fc.nat({ max: 5 }), { maxLength: 4 });
    fc.assert(
      fc.property(documents, documents, removals, words, fc.boolean(), (first, later, gone, question, isCompacted) => {
        const changed = anIndex();
        first.forEach((passages, number) => changed.add(number, passages));
        changed.scores('grams', question);
        for (const number of gone) changed.remove(number);
        if (isCompacted) changed.index.compact(changed.table.compact());
        later.forEach((passages, number) => changed.add(first.length + number, passages));
        const anew = anIndex();
        [...first, ...later].forEach((passages, number) => {
          if (number >= first.length || !gone.includes(number)) anew.add(number, passages);
        });
        for (const unit of ['words', 'grams'] as const)
          expect(difference(changed.scores(unit, question), anew.scores(unit, question))).toBeLessThan(1e-4);
      }),
    );
  });

  it('asks each passage in its own language', () => {
    const table = new PassageTable();
    const index = new LexicalIndex(table);
    const texts = { en: 'The houses were sold', de: 'Die Häuser wurden verkauft' } as const;
    for (const [language, text] of Object.entries(texts)) {
      const terms = countTerms(text, new Stemmer(language));
      index.add(newId<DocumentId>(), buildLexicalPack(language, 0, [terms]));
    }
    const [english, german] = index.score('words', ['houses']);
    expect(english).toBeGreaterThan(0);
    expect(german).toBe(0);
    expect(index.score('words', ['häusern'])[1]).toBeGreaterThan(0);
    expect(index.languages()).toEqual(new Set(['en', 'de']));
  });

  it('counts a passage once, however often its pack comes', () => {
    const table = new PassageTable();
    const index = new LexicalIndex(table);
    const id = newId<DocumentId>();
    const pack = packOf([['haus'], ['boot']]);
    index.add(id, pack);
    const once = index.score('words', ['haus']);
    index.add(id, pack);
    expect(index.score('words', ['haus'])).toEqual(once);
  });
});
