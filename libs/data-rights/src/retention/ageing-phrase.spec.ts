import { expect, it } from 'vitest';
import { ageingPhrase } from './ageing-phrase.js';

it('names how much goes', () => {
  expect(ageingPhrase([{ kind: 'documents', total: 37, due: 37 }])).toBe('delete 37 documents');
  expect(
    ageingPhrase([
      { kind: 'documents', total: 1, due: 1 },
      { kind: 'conversations', total: 2, due: 2 },
      { kind: 'answers', total: 1, due: 1 },
    ]),
  ).toBe('delete 1 document and 2 conversations and the answers of 1 conversation');
});
