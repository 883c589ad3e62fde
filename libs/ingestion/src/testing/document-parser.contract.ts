import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DocumentParser, MediaType, ParsedPage } from '../parser/document-parser.port.js';
import {
  DocumentDamagedError,
  DocumentEmptyError,
  DocumentEncryptedError,
  DocumentNoTextError,
} from '../parser/document-unreadable.errors.js';
import { aPdf } from './sample-documents.js';

const PARAGRAPH = 'The boiler was serviced in March, and the chimney sweep comes again in the autumn of next year. ';

/** What every parser must do. The one that specs use instead of the jailed one passes this too. */
export function describeDocumentParser(name: string, arrange: () => Promise<DocumentParser>): void {
  describe(`${name} as a DocumentParser`, () => {
    let parser: DocumentParser;
    beforeAll(async () => {
      parser = await arrange();
    });
    afterAll(() => parser.close());

    const read = (file: Uint8Array, mediaType: MediaType) => readAll(parser, file, mediaType);

    it('reads a PDF page by page, with headings and page numbers', async () => {
      const body = PARAGRAPH.repeat(6).trim();
      const pages = await read(
        await aPdf({ pages: [['# House book', body], ['Second page. ' + body]] }),
        'application/pdf',
      );
      expect(pages.map(({ page, total }) => [page, total])).toEqual([
        [1, 2],
        [2, 2],
      ]);
      expect(pages[0]?.blocks.map(({ kind, text }) => [kind, text])).toEqual([
        ['heading', 'House book'],
        ['paragraph', body],
      ]);
      expect(pages[1]?.blocks[0]).toMatchObject({ page: 2, offset: 0, text: expect.stringContaining('Second page.') });
    });

    it('reads text, Markdown and HTML to the same blocks', async () => {
      const expected = [
        ['heading', 'Garden', 1],
        ['paragraph', 'Plums & pears.', null],
      ];
      const markdown = await read(bytes('# Garden\n\nPlums & pears.'), 'text/markdown');
      const html = await read(bytes('<h1>Garden</h1><p>Plums &amp; pears.</p>'), 'text/html');
      for (const pages of [markdown, html])
        expect(pages.flatMap(({ blocks }) => blocks).map((block) => [block.kind, block.text, block.level])).toEqual(
          expected,
        );
      const [text] = await read(bytes('Plums & pears.'), 'text/plain');
      expect(text?.blocks).toEqual([{ kind: 'paragraph', text: 'Plums & pears.', level: null, page: null, offset: 0 }]);
    });

    it('leaves the caller’s bytes alone', async () => {
      const file = await aPdf({ pages: [[PARAGRAPH]] });
      const before = Buffer.from(file).toString('hex');
      await read(file, 'application/pdf');
      expect(Buffer.from(file).toString('hex')).toBe(before);
    });

    it('says why a file cannot be read', async () => {
      const encrypted = await aPdf({ pages: [[PARAGRAPH]], password: 'let me in' });
      await expect(read(encrypted, 'application/pdf')).rejects.toThrow(DocumentEncryptedError);
      await expect(read(bytes('%PDF-1.7\nnothing else'), 'application/pdf')).rejects.toThrow(DocumentDamagedError);
      await expect(read(await aPdf({ pages: [[]] }), 'application/pdf')).rejects.toThrow(DocumentNoTextError);
      await expect(read(new Uint8Array(), 'application/pdf')).rejects.toThrow(DocumentEmptyError);
      await expect(read(bytes(' \n\u200b\n'), 'text/plain')).rejects.toThrow(DocumentEmptyError);
    });

    it('stops for a signal, with its reason', async () => {
      const file = await aPdf({ pages: Array.from({ length: 20 }, () => [PARAGRAPH]) });
      const stopped = new AbortController();
      const reason = new Error('signed out');
      const reading = async () => {
        for await (const { page } of parser.parse(file, 'application/pdf', stopped.signal))
          if (page === 2) stopped.abort(reason);
      };
      await expect(reading()).rejects.toBe(reason);
      await expect(readAll(parser, file, 'application/pdf', stopped.signal)).rejects.toBe(reason);
    });
  });
}

async function readAll(
  parser: DocumentParser,
  file: Uint8Array,
  mediaType: MediaType,
  signal = new AbortController().signal,
): Promise<ParsedPage[]> {
  const pages: ParsedPage[] = [];
  for await (const page of parser.parse(file, mediaType, signal)) pages.push(page);
  return pages;
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
