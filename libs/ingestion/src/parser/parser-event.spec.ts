import { describe, expect, it } from 'vitest';
import { parseParserEvent } from './parser-event.js';

const page = { page: 1, total: 1, blocks: [{ kind: 'paragraph', text: 'Hi', level: null, page: 1, offset: 0 }] };

describe('the parser’s lines', () => {
  it.each([{ ready: true }, { page }, { end: true }, { error: 'encrypted' }])('are read: %j', (event) => {
    expect(parseParserEvent(JSON.stringify(event))).toEqual(event);
  });

  it.each([
    '',
    'null',
    '{"end":true',
    '{"end":false}',
    '{"error":"because <script>"}',
    '{"end":true,"page":null}',
    JSON.stringify({ page: { ...page, page: 0 } }),
    JSON.stringify({ page: { ...page, extra: 1 } }),
    JSON.stringify({ page: { ...page, blocks: [{ ...page.blocks[0], text: '' }] } }),
    JSON.stringify({ page: { ...page, blocks: [{ ...page.blocks[0], text: 'x'.repeat(30_001) }] } }),
    JSON.stringify({ page: { ...page, blocks: [{ ...page.blocks[0], kind: 'script' }] } }),
    JSON.stringify({ page: { ...page, blocks: [{ ...page.blocks[0], offset: -1 }] } }),
  ])('are refused when they are anything else: %#', (line) => {
    expect(parseParserEvent(line)).toBeUndefined();
  });
});
