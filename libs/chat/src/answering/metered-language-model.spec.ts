import { ScriptedLanguageModel } from '@hearthlore/models/testing';
import { expect, it } from 'vitest';
import { MeteredLanguageModel } from './metered-language-model.js';
import { estimateTokens } from './token-estimate.js';

const messages = [{ role: 'user', content: 'What is the excess for water damage?' }] as const;
const never = new AbortController().signal;

it('counts what a model is asked, and what it says up to where somebody stops listening', async () => {
  const pieces = Array.from({ length: 50 }, () => ' a');
  let spent = 0;
  const model = new MeteredLanguageModel(new ScriptedLanguageModel([{ says: pieces }]), (tokens) => (spent += tokens));
  const asked = estimateTokens(messages[0].content);
  let heard = 0;
  for await (const _ of model.stream({ messages }, never)) {
    heard += 1;
    if (heard === 1) expect(spent).toBeGreaterThanOrEqual(asked);
    if (heard === 40) break;
  }
  // Rounded at different places.
  expect(Math.abs(spent - asked - estimateTokens(' a'.repeat(40)))).toBeLessThanOrEqual(1);
});
