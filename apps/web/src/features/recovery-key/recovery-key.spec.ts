import { describe, expect, it } from 'vitest';
import { kitPdf } from './kit-pdf.js';
import { KEY_GROUPS, pickTwoGroups, sameGroup } from './recovery-key.js';

describe('typing two groups back', () => {
  it('asks for two different groups, whatever the dice say', () => {
    for (let first = 0; first < KEY_GROUPS; first += 1) {
      for (let second = 0; second < KEY_GROUPS - 1; second += 1) {
        const rolls = [first, second];
        const [one, other] = pickTwoGroups(() => rolls.shift() ?? 0);
        expect(one).toBeGreaterThanOrEqual(1);
        expect(other).toBeGreaterThan(one);
        expect(other).toBeLessThanOrEqual(KEY_GROUPS);
      }
    }
  });

  it('forgives case, spaces and letters that look like digits, and nothing else', () => {
    expect(sameGroup(' a0i1 ', 'A011')).toBe(true);
    expect(sameGroup('AO1L', 'A011')).toBe(true);
    expect(sameGroup('A012', 'A011')).toBe(false);
    expect(sameGroup('', 'A011')).toBe(false);
  });
});

describe('the recovery kit', () => {
  it('is a PDF whose cross-reference table points at its objects', async () => {
    const pdf = await kitPdf([
      { text: 'Recovery kit (1)', font: 'title' },
      { text: 'ABCD-EFGH', font: 'key' },
    ]).text();
    const start = Number(/startxref\n(\d+)/.exec(pdf)?.[1]);
    expect(pdf.slice(start, start + 4)).toBe('xref');
    const offsets = [...pdf.slice(start).matchAll(/^(\d{10}) 00000 n/gm)].map((match) => Number(match[1]));
    expect(offsets).toHaveLength(7);
    offsets.forEach((offset, index) => expect(pdf.slice(offset)).toMatch(new RegExp(`^${index + 1} 0 obj`)));
    expect(pdf).toContain(String.raw`(Recovery kit \(1\)) Tj`);
    expect(pdf).toContain('(ABCD-EFGH) Tj');
  });
});
