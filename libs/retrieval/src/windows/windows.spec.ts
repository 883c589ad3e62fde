import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowsOf } from './windows.js';

const sentence = 'The ferry to the island leaves twice a day, in the morning and at night. ';
const slices = (text: string, language = 'en') =>
  windowsOf(text, language).map(({ start, end }) => text.slice(start, end));

describe('windowsOf', () => {
  it('cuts at sentences, about 450 characters each, half of them shared with the next', () => {
    const text = sentence.repeat(14).trim();
    const windows = windowsOf(text, 'en');
    expect(windows).toHaveLength(4);
    for (const { start, end } of windows) {
      expect(text.slice(start, end)).toMatch(/^The ferry.*night\.$/s);
      expect(end - start).toBeGreaterThan(300);
      expect(end - start).toBeLessThanOrEqual(450);
    }
    windows.slice(1).forEach(({ start }, i) => {
      const before = windows[i] ?? { start: 0, end: 0 };
      expect(start).toBeGreaterThanOrEqual(before.start + (before.end - before.start) / 2 - 1);
      expect(start).toBeLessThan(before.end);
    });
  });

  it('gives none for a passage that is no longer than a window', () => {
    expect(windowsOf(sentence.repeat(5), 'en')).toEqual([]);
    expect(windowsOf('', 'en')).toEqual([]);
  });

  it.each([
    ['zh', '这艘渡轮每天开往岛上两次，早上一次，晚上一次。', '。'],
    ['ja', 'その島へのフェリーは一日に二回、朝と夜に出ます。', '。'],
    ['hi', 'द्वीप के लिए नौका दिन में दो बार चलती है, सुबह और रात में।', '।'],
  ])('ends %s sentences by their own marks', (language, text, mark) => {
    const windows = slices(text.repeat(30), language);
    expect(windows.length).toBeGreaterThan(2);
    for (const window of windows) expect(window.endsWith(mark)).toBe(true);
  });

  it('cuts what has no sentences at white space, and what has no white space anywhere but inside a character', () => {
    for (const window of slices('cell '.repeat(400))) expect(window).toMatch(/^cell( cell)*$/);
    for (const window of slices('😀'.repeat(600))) expect(window.isWellFormed()).toBe(true);
  });

  it('covers every word, in order, and comes to an end on any text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(sentence, 'x'.repeat(700), ' ', '\n', '5.', '語。'), { maxLength: 40 }),
        (parts) => {
          const text = parts.join('');
          const windows = windowsOf(text, 'und');
          if (windows.length === 0) {
            expect(text.trim().length).toBeLessThanOrEqual(450);
            return;
          }
          const covered = new Set(
            windows.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i)),
          );
          Array.from(text).reduce((at, character) => {
            if (character.trim() !== '') expect(covered.has(at)).toBe(true);
            return at + character.length;
          }, 0);
          for (const { start, end } of windows) expect(end - start).toBeLessThanOrEqual(450);
        },
      ),
    );
  });
});
