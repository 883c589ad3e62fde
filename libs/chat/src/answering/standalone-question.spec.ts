import { ScriptedLanguageModel } from '@hearthlore/models/testing';
import { describe, expect, it } from 'vitest';
import { anAnswer, aQuestion } from '../testing/conversations.js';
import { standaloneQuestion } from './standalone-question.js';

const never = new AbortController().signal;
const HISTORY = [aQuestion('When does the insurance of the house end?'), anAnswer('In 2027 [1].')];

describe('standaloneQuestion', () => {
  it('leaves a first question alone, without asking the model', async () => {
    const model = new ScriptedLanguageModel([{ says: ['no'] }]);
    await expect(standaloneQuestion('And the car?', [], model, never)).resolves.toBe('And the car?');
    expect(model.requests).toEqual([]);
  });

  it('puts the question before in front of a short one where there is no model', async () => {
    await expect(standaloneQuestion('And the car?', HISTORY, undefined, never)).resolves.toBe(
      'When does the insurance of the house end?\nAnd the car?',
    );
    const long = 'How much did we pay for the repair of the heating in winter?';
    await expect(standaloneQuestion(long, HISTORY, undefined, never)).resolves.toBe(long);
  });

  it('does not search for the model’s own earlier words in place of the question', async () => {
    const said = 'According to your family documents the answer stands on page two.';
    const model = new ScriptedLanguageModel([{ says: [said] }]);
    const history = [aQuestion('When does the insurance end?'), anAnswer(said)];
    await expect(standaloneQuestion('And the car?', history, model, never)).resolves.toBe(
      'When does the insurance end?\nAnd the car?',
    );
  });

  it('does not wait longer than its patience', async () => {
    const model = new ScriptedLanguageModel([{ ending: 'forever' }]);
    const asked = standaloneQuestion('And the car?', HISTORY, model, never, 5);
    await expect(asked).resolves.toContain('And the car?');
  });

  it('ends with the reader', async () => {
    const model = new ScriptedLanguageModel([{ ending: 'forever' }]);
    const controller = new AbortController();
    const asked = standaloneQuestion('And the car?', HISTORY, model, controller.signal);
    controller.abort(new Error('gone'));
    await expect(asked).rejects.toThrow('gone');
  });

  it('does not hide a fault of ours', async () => {
    const model = new ScriptedLanguageModel([{ ending: new TypeError('a fault') }]);
    await expect(standaloneQuestion('And the car?', HISTORY, model, never)).rejects.toThrow(TypeError);
  });
});
