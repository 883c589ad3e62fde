import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ParsedBlock } from './model/block.js';
import { READING_LIMITS, type ReadingLimits } from './model/limits.js';
import { UnreadableFileError } from './model/unreadable-file.errors.js';
import { type DocumentFormat, readDocument } from './read-document.js';

const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
const pdfAssets = { cMapUrl: `${folder}/cmaps/`, standardFontDataUrl: `${folder}/standard_fonts/` };

async function blocksOf(
  format: DocumentFormat,
  text: string,
  limits: Partial<ReadingLimits> = {},
): Promise<ParsedBlock[]> {
  const blocks: ParsedBlock[] = [];
  const options = { pdfAssets, limits: { ...READING_LIMITS, ...limits } };
  for await (const page of readDocument(new TextEncoder().encode(text), format, options)) blocks.push(...page.blocks);
  return blocks;
}

const outline = (blocks: readonly ParsedBlock[]) => blocks.map(({ kind, text, level }) => [kind, text, level]);

describe('plain text', () => {
  it('has its paragraphs between blank lines and keeps the lines in them', async () => {
    const blocks = await blocksOf('text', 'Anna Muster\r\nHauptstraße 1\r\n\r\n \r\nDear Anna,\n');
    expect(outline(blocks)).toEqual([
      ['paragraph', 'Anna Muster\nHauptstraße 1', null],
      ['paragraph', 'Dear Anna,', null],
    ]);
  });

  it('comes in parts with offsets into the whole', async () => {
    const text = Array.from(
      { length: 3000 },
      (_, index) => `Paragraph ${index} of a long text, written by nobody.`,
    ).join('\n\n');
    const parts: number[] = [];
    for await (const { blocks } of readDocument(new TextEncoder().encode(text), 'text', { pdfAssets })) {
      parts.push(blocks.length);
      for (const block of blocks) expect(text.slice(block.offset).startsWith(block.text)).toBe(true);
    }
    expect(parts.length).toBeGreaterThan(2);
  });
});

describe('text without a break', () => {
  it.each(['text', 'markdown', 'html'] as const)('comes in blocks and parts of bounded size as %s', async (format) => {
    const file = new TextEncoder().encode('plums and pears '.repeat(20_000));
    let characters = 0;
    for await (const { blocks } of readDocument(file, format, { pdfAssets })) {
      const lengths = blocks.map(({ text }) => text.length);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(20_000);
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThan(100_000);
      characters += lengths.reduce((sum, length) => sum + length + 1, 0);
    }
    expect(characters).toBe(320_000);
  });
});

describe('Markdown', () => {
  it('keeps headings, lists, tables, code and quotes', async () => {
    const markdown = [
      '---\ntitle: settings\n---',
      '# Recipes &amp; more',
      'With **bold**, [a link](https://example.org) and ![a picture](x.png).',
      '1. Flour\n2. Eggs\n   - six\n- [x] done',
      '| What | How much |\n|---|--:|\n| Flour | 1 kg |',
      '```js\nconst a = 1;\n```',
      '> Never\n> boil it.',
      '<div>Raw <b>HTML</b><script>x()</script></div>',
    ].join('\n\n');
    expect(outline(await blocksOf('markdown', markdown))).toEqual([
      ['heading', 'Recipes & more', 1],
      ['paragraph', 'With bold, a link and .', null],
      ['list', '1. Flour\n2. Eggs\n  - six', null],
      ['list', '- [x] done', null],
      ['table', 'What | How much\nFlour | 1 kg', null],
      ['code', 'const a = 1;', null],
      ['quote', 'Never\nboil it.', null],
      ['paragraph', 'Raw HTML', null],
    ]);
  });

  it('is read in segments that change nothing', async () => {
    const section = (index: number) =>
      `# Section ${index}\n\n${'Some words of it. '.repeat(200)}\n\n\`\`\`\n# no heading\n\n# nor this\n\`\`\`\n`;
    const blocks = await blocksOf('markdown', Array.from({ length: 60 }, (_, index) => section(index)).join('\n'));
    expect(blocks.filter(({ kind }) => kind === 'heading').map(({ text }) => text)).toEqual(
      Array.from({ length: 60 }, (_, index) => `Section ${index}`),
    );
    expect(blocks.filter(({ kind }) => kind === 'code')).toHaveLength(60);
  });
});

describe('HTML', () => {
  it('is what a person sees', async () => {
    const html = `<!doctype html><html><head><title>t</title><style>p{}</style></head><body>
      <nav>Home</nav><div role="navigation">Menu</div><script>evil()</script><template><p>never</p></template>
      <p hidden>hidden</p><p style="color:red; display : none">gone</p><span style="font-size:0px">tiny</span>
      <p style="opacity:0">clear</p><p style="opacity:0.9; display:block">Shown</p>
      <h2>Plums &amp;&nbsp;pears</h2>Loose <b>bold</b><br>text
      <div>Inner <p>first</p> rest</div></body></html>`;
    expect(outline(await blocksOf('html', html))).toEqual([
      ['paragraph', 'Shown', null],
      ['heading', 'Plums & pears', 2],
      ['paragraph', 'Loose bold\ntext', null],
      ['paragraph', 'Inner', null],
      ['paragraph', 'first', null],
      ['paragraph', 'rest', null],
    ]);
  });

  it('keeps lists, tables, quotes and preformatted text', async () => {
    const html = `<ul><li>One<ol><li>a</li><li>b</li></ol></li><li><p>Two</p><p>more</p></li></ul>
      <dl><dt>Term</dt><dd>Meaning</dd></dl>
      <table><caption>Prices</caption><thead><tr><th>What</th><th>€</th></tr></thead><tr><td>Plum
        jam</td><td>3</td></tr></table>
      <blockquote><p>Never.</p></blockquote><pre>a
  b</pre>`;
    expect(outline(await blocksOf('html', html))).toEqual([
      ['list', '- One\n  1. a\n  2. b\n- Two more', null],
      ['list', 'Term\n  Meaning', null],
      ['paragraph', 'Prices', null],
      ['table', 'What | €\nPlum jam | 3', null],
      ['quote', 'Never.', null],
      ['code', 'a\n  b', null],
    ]);
  });

  it('reads a table or a list that only arranges the page as the page', async () => {
    const html =
      '<table><tr><td><h1>Title</h1><p>Text</p></td><td><ul><li><h2>Card</h2>More</li></ul></td></tr></table>';
    expect(outline(await blocksOf('html', html))).toEqual([
      ['heading', 'Title', 1],
      ['paragraph', 'Text', null],
      ['heading', 'Card', 2],
      ['paragraph', 'More', null],
    ]);
  });

  it('follows the charset that it declares', async () => {
    const file = Uint8Array.from(Buffer.from('<meta charset="windows-1250"><p>\xb9</p>', 'latin1'));
    for await (const { blocks } of readDocument(file, 'html', { pdfAssets })) expect(blocks[0]?.text).toBe('ą');
  });
});

describe('limits', () => {
  async function refusal(format: DocumentFormat, text: string, limits?: Partial<ReadingLimits>): Promise<unknown> {
    try {
      return await blocksOf(format, text, limits);
    } catch (error) {
      return error instanceof UnreadableFileError ? error.code : error;
    }
  }

  it('stop text without end', async () => {
    for (const format of ['text', 'markdown', 'html'] as const)
      expect(await refusal(format, 'word '.repeat(1000), { characters: 4000 })).toBe('document.unsafe');
  });

  it('stop nesting without end', async () => {
    expect(await refusal('html', '<div>'.repeat(5000) + 'x')).toBe('document.unsafe');
    expect(await refusal('html', '<b>'.repeat(5000) + 'x')).toBe('document.unsafe');
    expect(await refusal('html', '<ul><li>'.repeat(5000) + 'x')).toBe('document.unsafe');
    expect(await refusal('markdown', `${'>'.repeat(5000)} x`)).toBe('document.unsafe');
  });

  it('tell an empty file from one without text', async () => {
    expect(await refusal('text', '')).toBe('document.empty');
    expect(await refusal('html', '<p> </p>')).toBe('document.empty');
    expect(await refusal('pdf', 'no PDF')).toBe('document.damaged');
  });
});
