import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParsedBlock, ParsedPage } from '../parser/document-parser.port.js';
import type { Passage } from '@hearthlore/documents';
import { OVERLAP_CHARACTERS, PASSAGE_CHARACTERS, PassageChunker, chunkPages } from './passage-chunker.js';

const SENTENCE = 'The old stove in the kitchen was lit every morning before the children came down. ';

function aBlock(text: string, block: Partial<ParsedBlock> = {}): ParsedBlock {
  return { kind: 'paragraph', text, level: null, page: null, offset: 0, ...block };
}

function aHeading(text: string, level = 1, page: number | null = null): ParsedBlock {
  return aBlock(text, { kind: 'heading', level, page });
}

function chunk(...blocks: ParsedBlock[]): Passage[] {
  const chunker = new PassageChunker();
  const pages = blocks.map((block): ParsedPage => ({ page: block.page, total: null, blocks: [block] }));
  return [...pages.flatMap((page) => [...chunker.add(page)]), ...chunker.end()];
}

describe('passages', () => {
  it('keep a short document whole', () => {
    expect(chunk(aBlock('One.'), aBlock('Two.'))).toEqual([
      { index: 0, text: 'One.\n\nTwo.', heading: '', page: null, lastPage: null },
    ]);
  });

  it('carry the path of headings above them, and begin with each heading', () => {
    const passages = chunk(
      aHeading('House'),
      aBlock('Built in 1920.'),
      aHeading('Kitchen', 2),
      aBlock('With a stove.'),
      aHeading('Garden'),
      aBlock('With plums.'),
    );
    expect(passages.map(({ heading, text }) => [heading, text])).toEqual([
      ['House', 'Built in 1920.'],
      ['House › Kitchen', 'With a stove.'],
      ['Garden', 'With plums.'],
    ]);
  });

  it('lose no heading that has no text under it', () => {
    const passages = chunk(aHeading('Invoice 4711'), aHeading('Position'), aBlock('Plums.'), aHeading('Total 12 €'));
    expect(passages.map(({ heading, text }) => [heading, text])).toEqual([
      ['Position', 'Invoice 4711\n\nPlums.'],
      ['Total 12 €', 'Total 12 €'],
    ]);
  });

  it('are cut between paragraphs where that wastes little', () => {
    const first = SENTENCE.repeat(9).trim();
    const passages = chunk(aBlock(first), aBlock(SENTENCE.repeat(9).trim()));
    expect(passages[0]?.text).toBe(first);
  });

  it('are cut between sentences, and share whole sentences with their neighbour', () => {
    const numbered = Array.from({ length: 60 }, (_, index) => `Sentence number ${index} says something about plums. `);
    const passages = chunk(aBlock(numbered.join('').trim()));
    expect(passages.length).toBeGreaterThan(2);
    for (const [index, { text }] of passages.entries()) {
      expect(text).toMatch(/^Sentence .*plums\.$/s);
      const before = passages[index - 1]?.text;
      if (before === undefined) continue;
      const [first = ''] = text.split('. ');
      expect(before.lastIndexOf(first)).toBeGreaterThanOrEqual(before.length - OVERLAP_CHARACTERS);
    }
  });

  it('stay on one page', () => {
    const passages = chunk(aBlock('First page.', { page: 1 }), aBlock('Second page.', { page: 2 }));
    expect(passages.map(({ text, page, lastPage }) => [text, page, lastPage])).toEqual([
      ['First page.', 1, 1],
      ['Second page.', 2, 2],
    ]);
  });

  it('finish a sentence that runs over the end of a page, and repeat it on the next', () => {
    const passages = chunk(
      aBlock('The deposit is due', { page: 4 }),
      aBlock('on the first of May. The rest follows.', { page: 5 }),
    );
    expect(passages.map(({ text, page, lastPage }) => [text, page, lastPage])).toEqual([
      ['The deposit is due on the first of May.', 4, 5],
      ['on the first of May. The rest follows.', 5, 5],
    ]);
  });

  it('repeat a table’s header where they cut it', () => {
    const rows = Array.from({ length: 80 }, (_, index) => `Item ${index} | ${index * 3} kg | ${index} €`);
    const passages = chunk(aBlock(['Name | Weight | Price', ...rows].join('\n'), { kind: 'table' }));
    expect(passages.length).toBeGreaterThan(1);
    for (const { text } of passages) expect(text.split('\n')[0]).toBe('Name | Weight | Price');
    const items = passages.flatMap(({ text }) => text.split('\n').slice(1));
    expect(items).toEqual(rows);
  });

  it('come out before the document has been read', async () => {
    let read = 0;
    async function* pages(): AsyncGenerator<ParsedPage> {
      for (let page = 1; page <= 10; page += 1) {
        read = page;
        yield { page, total: 10, blocks: [aBlock(SENTENCE, { page })] };
      }
    }
    for await (const { page } of chunkPages(pages())) {
      expect(read).toBeLessThanOrEqual((page ?? 0) + 1);
    }
  });

  it('hold every word, in bounds, and are the same every time', () => {
    const word = fc.stringMatching(/^[a-zäß漢字🌱.!?]{1,12}$/u);
    const text = fc.array(word, { minLength: 1, maxLength: 400 }).map((words) => words.join(' '));
    const block = fc.record({
      text,
      kind: fc.constantFrom('heading', 'paragraph', 'list', 'table', 'code', 'quote'),
      page: fc.constantFrom(1, 2),
    });
    fc.assert(
      fc.property(fc.array(block, { maxLength: 8 }), (parts) => {
        const blocks = parts
          .toSorted((a, b) => a.page - b.page)
          .map(({ text: all, kind, page }) => aBlock(all, { kind, page, level: kind === 'heading' ? 2 : null }));
        const passages = chunk(...blocks);
        expect(chunk(...blocks)).toEqual(passages);
        expect(passages.map(({ index }) => index)).toEqual(passages.map((_, index) => index));
        const found = passages.map((passage) => `${passage.heading} ${passage.text}`).join(' ');
        for (const { kind, text: all } of blocks)
          if (kind !== 'heading') for (const part of all.split(' ')) expect(found).toContain(part);
        for (const passage of passages) {
          expect(passage.text.isWellFormed()).toBe(true);
          expect(passage.text.length).toBeGreaterThan(0);
          expect(passage.text.length).toBeLessThanOrEqual(PASSAGE_CHARACTERS + 2 * OVERLAP_CHARACTERS + 1);
        }
      }),
      { numRuns: 200 },
    );
  });
});
