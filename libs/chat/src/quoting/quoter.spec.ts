import {
  EmbeddingModel,
  EmbeddingRuntime,
  type EmbeddingStatus,
  ModelUnavailableError,
  type TokenEmbeddings,
} from '@hearthlore/models';
import { describe, expect, it } from 'vitest';
import { aHit } from '../testing/conversations.js';
import { Quoter } from './quoter.js';

const never = new AbortController().signal;
const BY_WORDS = { byMeaning: false, evenIfUnsure: false };
const BY_MEANING = { byMeaning: true, evenIfUnsure: false };

/** Gives every word a direction of its own, and words of one group the same. */
class GroupedWords extends EmbeddingModel {
  override readonly modelId = 'grouped';
  override readonly dimensions = 64;
  override readonly languages = ['en'];
  calls = 0;

  constructor(
    private readonly groups: readonly (readonly string[])[],
    private readonly failure?: Error,
  ) {
    super();
  }

  override embedTokens(texts: readonly string[]): Promise<TokenEmbeddings[]> {
    this.calls += 1;
    return this.failure ? Promise.reject(this.failure) : Promise.resolve(texts.map((text) => this.#tokens(text)));
  }

  override embed(): Promise<Float32Array[]> {
    return Promise.resolve([]);
  }

  override countTokens(): Promise<number[]> {
    return Promise.resolve([]);
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }

  #tokens(text: string): TokenEmbeddings {
    const words = [...text.matchAll(/\p{L}+/gu)];
    const vectors = new Float32Array(words.length * this.dimensions);
    for (const [at, [word]] of words.entries()) vectors[at * this.dimensions + this.#direction(word.toLowerCase())] = 1;
    return { vectors, spans: words.map(({ 0: word, index }) => [index, index + word.length] as const) };
  }

  #direction(word: string): number {
    const group = this.groups.findIndex((words) => words.includes(word));
    if (group >= 0) return group;
    return this.groups.length + (Array.from(word).reduce((sum, c) => sum * 31 + c.charCodeAt(0), 7) % 50);
  }
}

class FixedRuntime extends EmbeddingRuntime {
  override readonly status: EmbeddingStatus = {
    state: 'ready',
    modelId: 'grouped',
    provider: 'cpu',
    sessions: 1,
    message: '',
  };

  constructor(override readonly model: EmbeddingModel | undefined) {
    super();
  }

  override whenSettled(): Promise<void> {
    return Promise.resolve();
  }
}

const POLICY = 'Welcome to your contract. Your cover expires at the end of 2027. We thank you for your trust.';

describe('Quoter by words', () => {
  const quoter = new Quoter(undefined);
  const texts = async (question: string, passages: readonly string[], how = BY_WORDS): Promise<string[]> =>
    (
      await quoter.quote(
        question,
        passages.map((text) => aHit(text)),
        how,
        never,
      )
    ).map(({ text }) => text);

  it('quotes the sentence that has the words of the question', async () => {
    const quotes = await texts('When does the cover expire?', [POLICY, 'The dog is called Rex.']);
    expect(quotes[0]).toBe('Your cover expires at the end of 2027.');
  });

  it('quotes letter for letter, at most three sentences, from the top three passages', async () => {
    const passages = Array.from({ length: 5 }, (_, at) => `The  boiler was serviced in\n200${at} by Mr. Flame.`);
    const quotes = await texts('When was the boiler serviced?', passages);
    expect(quotes).toHaveLength(3);
    for (const quote of quotes) expect(passages.slice(0, 3).some((passage) => passage.includes(quote))).toBe(true);
  });

  it.each([
    [
      'Wann endet die Hausratversicherung?',
      'Willkommen. Die Hausratversicherung endet am 31.12.2027. Danke.',
      'endet am',
    ],
    ['家の保険はいつ終わりますか', 'ようこそ。家の保険は2027年に終わります。犬の名前はレックスです。', '保険は2027年'],
    ['घर का बीमा कब समाप्त होता है?', 'नमस्ते। घर का बीमा 2027 में समाप्त होता है। कुत्ते का नाम रेक्स है।', 'बीमा 2027'],
  ])('works in other languages: %s', async (question, passage, expected) => {
    const [quote] = await texts(question, [passage]);
    expect(quote).toContain(expected);
    expect(quote).not.toBe(passage);
  });

  it('quotes nothing when the passages speak of something else', async () => {
    const question = 'Which vaccinations did grandmother receive in Portugal?';
    await expect(texts(question, [POLICY])).resolves.toEqual([]);
    await expect(
      texts(question, [`${POLICY} Grandmother signed.`], { ...BY_WORDS, evenIfUnsure: true }),
    ).resolves.not.toEqual([]);
  });

  it('quotes nothing from nothing', async () => {
    await expect(texts('Who?', [])).resolves.toEqual([]);
  });
});

describe('Quoter by meaning', () => {
  const groups = [
    ['cover', 'insured'],
    ['expires', 'until', 'when'],
  ];

  it('finds the sentence that says it in other words', async () => {
    const quoter = new Quoter(new FixedRuntime(new GroupedWords(groups)));
    const [quote] = await quoter.quote('Until when insured?', [aHit(POLICY)], BY_MEANING, never);
    expect(quote?.text).toBe('Your cover expires at the end of 2027.');
  });

  it('leaves the model alone where it does not know the language', async () => {
    const model = new GroupedWords(groups);
    await new Quoter(new FixedRuntime(model)).quote('Until when insured?', [aHit(POLICY)], BY_WORDS, never);
    expect(model.calls).toBe(0);
  });

  it('goes by words when the model is away, and lets other faults be seen', async () => {
    const away = new Quoter(new FixedRuntime(new GroupedWords(groups, new ModelUnavailableError())));
    const [quote] = await away.quote('When does the cover expire?', [aHit(POLICY)], BY_MEANING, never);
    expect(quote?.text).toBe('Your cover expires at the end of 2027.');
    const broken = new Quoter(new FixedRuntime(new GroupedWords(groups, new TypeError('a fault'))));
    await expect(broken.quote('Who?', [aHit(POLICY)], BY_MEANING, never)).rejects.toThrow(TypeError);
  });
});
