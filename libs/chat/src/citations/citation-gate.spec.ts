import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Checked, CitationGate } from './citation-gate.js';
import { QuotedText } from './quoted-text.js';

const PASSAGE = 'The household insurance runs until 31 December 2027 and covers water damage up to 5,000 euros.';

function gateOf(given = [1, 2, 3]): CitationGate {
  return new CitationGate(new Set(given), new QuotedText([PASSAGE, 'What does the insurance really cover at home?']));
}

function check(pieces: readonly string[], given?: number[]): Checked[] {
  const gate = gateOf(given);
  return [...pieces.flatMap((piece) => gate.push(piece)), ...gate.flush()];
}

const textOf = (checked: readonly Checked[]): string =>
  checked.map((one) => (one.type === 'text' ? one.text : '')).join('');
const said = (text: string, given?: number[]): string => textOf(check([text], given));
const cited = (text: string): number[] => check([text]).flatMap((one) => (one.type === 'citation' ? [one.n] : []));

describe('CitationGate', () => {
  it.each([
    ['keeps a number that was given', 'Until 2027 [1].', 'Until 2027 [1].'],
    ['drops one that was not, with the space before it', 'Until 2027 [9].', 'Until 2027.'],
    ['splits groups and keeps what is known', 'Both [1, 2] and [2; 9] and [1][3].', 'Both [1][2] and [2] and [1][3].'],
    ['opens ranges', 'All [1-3], most [2–7].', 'All [1][2][3], most [2][3].'],
    ['reads the brackets other models were trained on', 'Until 2027【1†source】.', 'Until 2027[1].'],
    ['leaves other brackets alone', 'See [sic] and [a link](x) and a[i].', 'See [sic] and [a link](x) and a[i].'],
    ['lets an unfinished bracket go at the end', 'Until [1', 'Until [1'],
    ['does not let nested brackets smuggle a number in', 'Look [[9]7] here', 'Look [7 here'],
    ['does not let a revived number pass uncited', 'Look [[9]1] here', 'Look [1 here'],
    ['drops zero and long numbers', 'x [0] y [12345] z', 'x y [12345 z'],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toBe(expected);
  });

  it('announces each citation before its number', () => {
    expect(check(['Yes [2].'])).toEqual([
      { type: 'text', text: 'Yes' },
      { type: 'text', text: ' ' },
      { type: 'citation', n: 2 },
      { type: 'text', text: '[2]' },
      { type: 'text', text: '.' },
    ]);
    expect(cited('[1, 2] [9]')).toEqual([1, 2]);
  });

  it('keeps a quotation that stands in a passage, whatever its marks, case and spacing', () => {
    const faithful = 'It says “the household insurance  runs until 31 December 2027” [1].';
    expect(said(faithful)).toBe(faithful);
    const shortened = 'It "runs until 31 December 2027 … up to 5,000 euros" [1].';
    expect(said(shortened)).toBe(shortened);
  });

  it('takes marks and number off a quotation that stands nowhere, and nothing else', () => {
    expect(said('It says “the insurance runs until 2035 and covers fire” [1]. It ends [2].')).toBe(
      'It says the insurance runs until 2035 and covers fire. It ends [2].',
    );
    expect(said('„Die Versicherung deckt auch jeden Schaden durch Feuer.“ [1][2] Und [3].')).toBe(
      'Die Versicherung deckt auch jeden Schaden durch Feuer. Und [3].',
    );
  });

  it('leaves names in quotation marks, inches and the words of the question alone', () => {
    const text = 'The "Gold" plan [1], a 6" pipe, and "what does the insurance really cover" [2].';
    expect(said(text)).toBe(text);
  });

  it('judges a quotation that never ends by what it said', () => {
    expect(said('It says "a completely invented sentence here')).toBe('It says a completely invented sentence here');
    const long = `It says "${'an invented sentence goes on '.repeat(20)}" [1] and [2].`;
    expect(said(long)).toBe(`It says ${'an invented sentence goes on '.repeat(20)} and [2].`);
  });

  const tricky = fc.array(
    fc.oneof(
      fc.constantFrom('[', ']', '【', '】', '†', '"', '“', '”', '„', '«', '»', ' ', ', ', '1', '2', '9', '-', '\ue000'),
      fc.constantFrom('word ', '[1]', ' [2, 9]', '[7]', 'The household insurance runs until', 'an invented sentence '),
      fc.string({ maxLength: 3, unit: 'binary' }),
    ),
    { maxLength: 40 },
  );

  it('never lets a number through that was not cited', () => {
    fc.assert(
      fc.property(tricky, (pieces) => {
        const checked = check(pieces);
        expect(textOf(checked.map(hideChecked(checked)))).not.toMatch(/[[【][\s,;–-]*\d[\d\s,;–-]*[\]】]/u);
        for (const one of checked) if (one.type === 'citation') expect([1, 2, 3]).toContain(one.n);
      }),
      { numRuns: 2000 },
    );
  });

  it('says the same however the stream is cut', () => {
    fc.assert(
      fc.property(tricky, fc.array(fc.nat(200), { maxLength: 30 }), (pieces, cuts) => {
        const text = pieces.join('');
        const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
        const recut = places.slice(1).map((to, at) => text.slice(places[at], to));
        expect(textOf(check(recut))).toBe(textOf(check([text])));
        const numbers = (all: Checked[]) => all.filter((one) => one.type === 'citation');
        expect(numbers(check(recut))).toEqual(numbers(check([text])));
      }),
      { numRuns: 2000 },
    );
  });
});

/** Puts a letter in place of each checked number. */
function hideChecked(checked: readonly Checked[]): (one: Checked, at: number) => Checked {
  return (one, at) => {
    const before = checked[at - 1];
    const isChecked = before?.type === 'citation' && one.type === 'text' && one.text === `[${before.n}]`;
    return isChecked ? { type: 'text', text: 'N' } : one;
  };
}
