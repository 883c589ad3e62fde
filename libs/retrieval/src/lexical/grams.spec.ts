import { describe, expect, it } from 'vitest';
import { countGrams, gramsOf } from './grams.js';

describe('gramsOf', () => {
  it('cuts spaced scripts into four characters with the word’s ends', () => {
    expect(gramsOf('haus')).toEqual(['·hau', 'haus', 'aus·']);
  });

  it('cuts Chinese, Japanese and Korean into two', () => {
    expect(gramsOf('東京都')).toEqual(['東京', '京都']);
    expect(gramsOf('ひらがな')).toEqual(['ひら', 'らが', 'がな']);
    expect(gramsOf('한국어')).toEqual(['한국', '국어']);
  });

  it('cuts Thai into four without ends, marks included', () => {
    expect(gramsOf('ผู้ใช้')).toEqual(['ผู้ใ', 'ู้ใช', '้ใช้']);
  });

  it('takes characters outside the basic plane as one', () => {
    expect(gramsOf('𠀀𠀁𠀂')).toEqual(['𠀀𠀁', '𠀁𠀂']);
  });

  it('gives a short term whole', () => {
    expect(gramsOf('a')).toEqual(['·a·']);
    expect(gramsOf('水')).toEqual(['水']);
  });
});

it('counts n-grams without making them', () => {
  for (const term of ['', 'a', 'ab', 'abc', 'haus', 'größe', '東京都', 'ผู้ใช้', 'naïve', 'e\u0301tude', '𠀀𠀁𠀂', 'нет'])
    expect(countGrams(new TextEncoder().encode(term))).toBe(gramsOf(term).length);
});
