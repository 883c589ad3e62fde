import { describe, expect, it } from 'vitest';
import { type Element, type ElementContent, type Root, rehypeCitationMarks } from './citation-marks.js';
import { highlightQuote, parsePassageId } from './quote-highlight.js';

const element = (tagName: string, ...children: ElementContent[]): Element => ({
  type: 'element',
  tagName,
  properties: {},
  children,
});
const text = (value: string): ElementContent => ({ type: 'text', value });

/** Citations as `<3>`, everything else as its text. */
function print({ children }: Root): string {
  return children
    .map((node) => {
      if (node.type === 'text') return node.value;
      if (node.type !== 'element') return '';
      const { dataCitation } = node.properties;
      return typeof dataCitation === 'string' ? `<${dataCitation}>` : print(node);
    })
    .join('');
}

function mark(known: number[], ...children: ElementContent[]): string {
  const tree: Root = { children };
  rehypeCitationMarks({ known: new Set(known) })(tree);
  return print(tree);
}

describe('citation marks', () => {
  it('marks cited numbers anywhere in the text', () => {
    expect(mark([1, 2], element('p', text('Until 2027 [1][2], '), element('em', text('twice [2]'))))).toBe(
      'Until 2027 <1><2>, twice <2>',
    );
  });

  it('leaves numbers that were not cited as they are', () => {
    expect(mark([1], element('p', text('see [7] and [1].')))).toBe('see [7] and <1>.');
  });

  it('leaves code alone', () => {
    expect(mark([1], element('pre', element('code', text('a[1]'))), element('p', element('code', text('b[1]'))))).toBe(
      'a[1]b[1]',
    );
  });
});

describe('the highlight of a quote', () => {
  it('finds the quote across line breaks and regardless of case', () => {
    expect(highlightQuote('It is valid\nuntil  May 2027.', 'Valid until May 2027')).toEqual({
      before: 'It is ',
      match: 'valid\nuntil  May 2027',
      after: '.',
    });
  });

  it('takes signs of regular expressions literally', () => {
    expect(highlightQuote('Costs (net): 5.00 + tax', '(net): 5.00 +').match).toBe('(net): 5.00 +');
  });

  it('marks the whole passage where the quote is not in it', () => {
    expect(highlightQuote('one two', 'three')).toEqual({ before: '', match: 'one two', after: '' });
    expect(highlightQuote('one two', ' ')).toEqual({ before: '', match: 'one two', after: '' });
  });
});

describe('the id of a passage', () => {
  it('names its document and its place', () => {
    const documentId = '0b9f6c1e-0000-4000-8000-000000000001';
    expect(parsePassageId(`${documentId}.12`)).toEqual({ documentId, index: 12 });
    expect(parsePassageId(documentId)).toBeUndefined();
    expect(parsePassageId('../admin.1')).toBeUndefined();
  });
});
