import { describe, expect, it } from 'vitest';
import type { EmbeddingModel, EmbedOptions } from '../embedding/embedding-model.port.js';
import { ModelUnavailableError } from '../model.errors.js';

const TEXTS = [
  'The insurance policy covers water damage.',
  'Bees make honey.',
  '',
  'Does the policy cover damage by water?',
];

const asDocument = (): EmbedOptions => ({ priority: 'document', signal: new AbortController().signal });

/** What every embedding model must do. `arrange` gives a model that the spec may close. */
export function describeEmbeddingModel(name: string, arrange: () => Promise<EmbeddingModel>): void {
  describe(`${name} as an EmbeddingModel`, () => {
    it('gives one unit-length vector per text, in the order of the texts', async () => {
      const model = await arrange();
      const vectors = await model.embed(TEXTS, asDocument());
      expect(vectors).toHaveLength(TEXTS.length);
      for (const vector of vectors) {
        expect(vector).toHaveLength(model.dimensions);
        expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
      }
      const reversed = await model.embed(TEXTS.toReversed(), asDocument());
      expect(reversed.toReversed()).toEqual(vectors);
      await model.close();
    });

    it('gives a text the same vector alone and among others', async () => {
      const model = await arrange();
      const together = await model.embed(TEXTS, asDocument());
      for (const [index, text] of TEXTS.entries())
        expect(await model.embed([text], asDocument())).toEqual([together[index]]);
      await model.close();
    });

    it('puts texts on the same matter nearer than texts on different ones', async () => {
      const model = await arrange();
      const [policy, bees, , question] = await model.embed(TEXTS, asDocument());
      expect(dot(question, policy)).toBeGreaterThan(dot(question, bees) + 0.2);
      await model.close();
    });

    it('says where in the text each token vector belongs', async () => {
      const model = await arrange();
      const text = 'Bees make honey.';
      const [tokens] = await model.embedTokens([text], asDocument());
      const spans = tokens?.spans ?? [];
      expect(tokens?.vectors).toHaveLength(spans.length * model.dimensions);
      expect(spans.map(([start, end]) => text.slice(start, end)).join('')).toMatch(/^Beesmakehoney\.?$/);
      for (const index of spans.keys()) {
        const vector = tokens?.vectors.subarray(index * model.dimensions, (index + 1) * model.dimensions) ?? [];
        expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
      }
      await model.close();
    });

    it('counts no tokens in an empty text and more in a longer one', async () => {
      const model = await arrange();
      const [none = -1, few = -1, more = -1] = await model.countTokens(['', 'Bees', 'Bees make honey']);
      expect(none).toBe(0);
      expect(few).toBeGreaterThan(none);
      expect(more).toBeGreaterThan(few);
      await model.close();
    });

    it('gives nothing for no texts', async () => {
      const model = await arrange();
      await expect(model.embed([], asDocument())).resolves.toEqual([]);
      await expect(model.embedTokens([], asDocument())).resolves.toEqual([]);
      await model.close();
    });

    it('rejects with the reason of a signal that is aborted', async () => {
      const model = await arrange();
      const reason = new Error('locked');
      const options = { priority: 'document', signal: AbortSignal.abort(reason) } as const;
      await expect(model.embed(TEXTS, options)).rejects.toBe(reason);
      await expect(model.embedTokens(TEXTS, options)).rejects.toBe(reason);
      await model.close();
    });

    it('is unavailable once it is closed', async () => {
      const model = await arrange();
      await model.close();
      await expect(model.embed(TEXTS, asDocument())).rejects.toThrow(ModelUnavailableError);
      await expect(model.countTokens(TEXTS)).rejects.toThrow(ModelUnavailableError);
    });
  });
}

function dot(a: Float32Array = new Float32Array(), b: Float32Array = new Float32Array()): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
