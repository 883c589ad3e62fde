import { describe, expect, it } from 'vitest';
import { wordsOf } from './words.js';

describe('wordsOf', () => {
  it('gives runs of letters, marks and digits in lower case', () => {
    expect(wordsOf('The 2nd quarter’s EBIT (in €): 4,711!')).toEqual([
      'the',
      '2nd',
      'quarter',
      's',
      'ebit',
      'in',
      '4',
      '711',
    ]);
  });

  it('keeps combining marks inside words', () => {
    expect(wordsOf('हिन्दी में प्रश्न')).toEqual(['हिन्दी', 'में', 'प्रश्न']);
    expect(wordsOf('ผู้ใช้')).toEqual(['ผู้ใช้']);
  });

  it('folds compatibility forms, soft hyphens and the Turkish capital i', () => {
    expect(wordsOf('ﬁnance ２０２４ Haus\u00adboot İstanbul')).toEqual(['finance', '2024', 'hausboot', 'istanbul']);
  });

  it('gives nothing for a text without words', () => {
    expect(wordsOf('… — !?')).toEqual([]);
  });
});
