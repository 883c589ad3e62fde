import { describe, expect, it } from 'vitest';
import type { LanguageModel } from '../language-model/language-model.port.js';

/** Two models of one kind: one that ends by itself, one that speaks until it is stopped. */
interface Arranged {
  readonly finite: LanguageModel;
  readonly endless: LanguageModel;
}

const QUESTION = { messages: [{ role: 'user', content: 'Who?' }] } as const;

async function collect(pieces: AsyncIterable<string>): Promise<string[]> {
  const collected: string[] = [];
  for await (const piece of pieces) collected.push(piece);
  return collected;
}

/** What every language model must do, the scripted one of the tests included. */
export function describeLanguageModel(name: string, arrange: () => Promise<Arranged>): void {
  describe(`${name} as a LanguageModel`, () => {
    it('yields text without empty pieces', async () => {
      const { finite } = await arrange();
      const pieces = await collect(finite.stream(QUESTION, new AbortController().signal));
      expect(pieces.join('')).not.toBe('');
      expect(pieces).not.toContain('');
    });

    it('ends with the reason of the signal when it is aborted while speaking', async () => {
      const { endless } = await arrange();
      const controller = new AbortController();
      const reason = new Error('enough');
      const listen = async (): Promise<void> => {
        for await (const _ of endless.stream(QUESTION, controller.signal)) controller.abort(reason);
      };
      await expect(listen()).rejects.toBe(reason);
    });

    it('does not start when the signal is aborted already', async () => {
      const { finite } = await arrange();
      const reason = new Error('too late');
      const pieces = collect(finite.stream(QUESTION, AbortSignal.abort(reason)));
      await expect(pieces).rejects.toBe(reason);
    });

    it('states a context and a status', async () => {
      const { finite } = await arrange();
      const signal = new AbortController().signal;
      expect(await finite.contextTokens(signal)).toBeGreaterThan(0);
      expect(await finite.check(signal)).toMatchObject({ state: 'ready', modelId: finite.modelId });
    });
  });
}
