import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutThoughts } from './without-thoughts.js';

async function* cut(text: string, at: readonly number[]): AsyncGenerator<string, void, undefined> {
  const places = [0, ...at.map((place) => Math.min(place, text.length)).sort((a, b) => a - b), text.length];
  for (const [index, to] of places.slice(1).entries()) yield await Promise.resolve(text.slice(places[index], to));
}

async function heard(text: string, at: readonly number[] = []): Promise<string> {
  let said = '';
  for await (const piece of withoutThoughts(cut(text, at))) said += piece;
  return said;
}

describe('withoutThoughts', () => {
  it.each([
    ['an answer', 'It ends [1].', 'It ends [1].'],
    ['thoughts before it', '<think>Passage [2] says so.</think>It ends [1].', 'It ends [1].'],
    ['space around them', '\n <think>\nHm.\n</think>\n\nIt ends.', '\n\nIt ends.'],
    ['thoughts that never end', '<think>Hm', ''],
    ['a tag in the middle', 'The tag <think> is one.</think>', 'The tag <think> is one.</think>'],
    ['what only begins like one', '<thi', '<thi'],
    ['nothing', '', ''],
  ])('hears of %s the answer alone, however it is cut', async (_, text, expected) => {
    await expect(heard(text)).resolves.toBe(expected);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(60), { maxLength: 8 }), async (at) => {
        expect(await heard(text, at)).toBe(expected);
      }),
    );
  });
});
