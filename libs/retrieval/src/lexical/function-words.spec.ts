import { describe, expect, it } from 'vitest';
import { contentWords } from './function-words.js';
import { wordsOf } from './words.js';

describe('contentWords', () => {
  it('leaves the subject of a question', () => {
    expect(contentWords(wordsOf('How can I cancel the insurance?'), 'en')).toEqual(['cancel', 'insurance']);
    expect(contentWords(wordsOf('Wie kann man die Versicherung kündigen?'), 'de')).toEqual([
      'kann',
      'versicherung',
      'kündigen',
    ]);
  });

  it('takes an undecided question for English, and leaves other languages alone', () => {
    expect(contentWords(['the', 'boat'], 'und')).toEqual(['boat']);
    expect(contentWords(['the', 'boat'], 'fr')).toEqual(['the', 'boat']);
  });

  it('leaves a question of nothing but function words as it is', () => {
    expect(contentWords(['the', 'who'], 'en')).toEqual(['the', 'who']);
  });
});
