import { describe, expect, it } from 'vitest';
import { wordsOf } from '../lexical/words.js';
import { planChannels } from './language-policy.js';

const plan = (
  language: string,
  text: string,
  pieces: number | undefined,
  languages: readonly string[] | 'any' = ['en'],
) => planChannels({ language, words: wordsOf(text), pieces }, languages);

describe('planChannels', () => {
  it('mixes words and meaning evenly in the model’s language', () => {
    expect(plan('en', 'when does the insurance end', 5)).toEqual({ lexical: 'words', denseWeight: 0.5 });
    expect(plan('und', 'boat licence', 2)).toEqual({ lexical: 'words', denseWeight: 0.5 });
  });

  it('trusts meaning less when the question is code or identifiers', () => {
    const words = 'parseHTMLToken XK47 retry_count';
    expect(plan('en', words, 6)).toEqual({ lexical: 'words-and-grams', denseWeight: 0.25 });
    expect(plan('en', words, 5)).toEqual({ lexical: 'words', denseWeight: 0.5 });
  });

  it.each([
    ['de', 'wann endet die versicherung', 'words-and-grams'],
    ['hi', 'बीमा कब समाप्त होता है', 'words-and-grams'],
    ['ko', '보험은 언제 끝나나요', 'words-and-grams'],
    ['zh', '保险什么时候结束', 'grams'],
    ['ja', '保険はいつ終わりますか', 'grams'],
    ['th', 'ประกันสิ้นสุดเมื่อใด', 'grams'],
  ])('asks by words alone in %s, with the units that suit it', (language, text, lexical) => {
    expect(plan(language, text, 9)).toEqual({ lexical, denseWeight: 0 });
  });

  it('follows the languages that a multilingual model states', () => {
    expect(plan('de', 'wann endet die versicherung', 4, ['en', 'de']).denseWeight).toBe(0.5);
    expect(plan('th', 'ประกันสิ้นสุดเมื่อใด', 4, 'any')).toEqual({ lexical: 'grams', denseWeight: 0.5 });
  });

  it('goes by the language alone where nobody counted pieces', () => {
    expect(plan('en', 'XK47', undefined)).toEqual({ lexical: 'words', denseWeight: 0.5 });
  });
});
