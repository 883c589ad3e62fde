import type { DocumentId } from '@hearthlore/kernel';
import { ContextTooSmallError, EmbeddingRuntime, LanguageModel, ModelUnavailableError } from '@hearthlore/models';
import type { MemberVault } from '@hearthlore/vault';
import { Inject, Injectable, Optional } from '@nestjs/common';
import type { AnswerEvent } from '../chat-event.js';
import { citationOf, sourceOf } from '../citations/cite.js';
import type { AnswerNotice, Message } from '../conversations/conversation.js';
import { type ContextBlock, contextBlocks } from '../passages/context-block.js';
import { type PassageHit, PassageSearch } from '../ports/passage-search.port.js';
import { Quoter } from '../quoting/quoter.js';
import { groundingOf } from './grounding.js';
import { MeteredLanguageModel } from './metered-language-model.js';
import { ModelWriter } from './model-writer.js';
import { NOT_FOUND, NOTICES } from './sentences-we-say.js';
import { standaloneQuestion } from './standalone-question.js';

export interface AskedQuestion {
  readonly text: string;
  readonly documentIds: readonly DocumentId[];
  /** The conversation before this question, oldest first. */
  readonly history: readonly Message[];
}

/** Passages given to a model that has the room; ten hold the right one in 99 of 100 questions (hit@10 of the recipe). */
const PASSAGES = 10;

interface Outcome {
  readonly model: string | null;
  readonly notice: AnswerNotice | null;
}

interface Found {
  /** Counts what it is asked and says. */
  readonly model: LanguageModel | undefined;
  readonly question: AskedQuestion;
  /** The question as it was searched. */
  readonly searched: string;
  readonly hits: readonly PassageHit[];
  readonly meaning: boolean;
  readonly blocks: readonly ContextBlock[];
}

/** Finds passages and answers from them: by the language model where there is one that answers, else by quoting. */
@Injectable()
export class Answerer {
  readonly #writer: ModelWriter | undefined;
  readonly #quoter: Quoter;

  constructor(
    private readonly passages: PassageSearch,
    @Optional() @Inject(LanguageModel) private readonly model: LanguageModel | undefined,
    @Optional() @Inject(EmbeddingRuntime) embedding: EmbeddingRuntime | undefined,
  ) {
    this.#writer = model && new ModelWriter(model);
    this.#quoter = new Quoter(embedding);
  }

  /**
   * @param spend Told of the model's tokens as they are spent.
   * @throws The reason of `signal` once it is aborted; what was yielded before stands.
   */
  async *answer(
    vault: MemberVault,
    question: AskedQuestion,
    signal: AbortSignal,
    spend: (tokens: number) => void = () => undefined,
  ): AsyncGenerator<AnswerEvent, void, undefined> {
    const model = this.model && new MeteredLanguageModel(this.model, spend);
    const started = performance.now();
    yield { type: 'status', phase: 'searching' };
    const searched = await standaloneQuestion(question.text, question.history, model, signal);
    const query = { text: searched, limit: PASSAGES, documentIds: question.documentIds };
    const { hits, meaning, fallback } = await this.passages.search(vault, query, signal);
    const blocks = contextBlocks(hits);
    if (hits.length > 0) yield { type: 'status', phase: 'reading', passages: hits.length };
    for (const source of blocks.map(sourceOf)) if (source !== undefined) yield { type: 'source', source };
    yield { type: 'text-start' };
    let text = '';
    const answer = this.#compose({ question, searched, hits, meaning, blocks, model }, signal);
    let step = await answer.next();
    try {
      for (; step.done !== true; step = await answer.next()) {
        if (step.value.type === 'text-delta') text += step.value.delta;
        yield step.value;
      }
    } finally {
      await answer.return({ model: null, notice: null });
    }
    yield { type: 'text-end' };
    yield { type: 'grounding', ...groundingOf(text) };
    const milliseconds = Math.round(performance.now() - started);
    yield { type: 'metadata', ...step.value, milliseconds, retrieved: hits.length, fallback };
  }

  async *#compose(found: Found, signal: AbortSignal): AsyncGenerator<AnswerEvent, Outcome, undefined> {
    if (found.blocks.length === 0) {
      yield { type: 'text-delta', delta: NOT_FOUND };
      return { model: null, notice: null };
    }
    if (this.#writer === undefined || found.model === undefined) {
      yield* this.#quotes(found, new Set(), false, signal);
      return { model: null, notice: null };
    }
    yield { type: 'status', phase: 'writing', passages: found.hits.length };
    let notice: AnswerNotice = 'model.unavailable';
    let wrote = false;
    const announced = new Set<number>();
    try {
      const { question, blocks } = found;
      const task = { question: question.text, history: question.history, blocks };
      for await (const event of this.#writer.write(task, signal, found.model)) {
        wrote ||= event.type === 'text-delta';
        if (event.type === 'citation') announced.add(event.citation.n);
        yield event;
      }
      if (wrote) return { model: found.model.modelId, notice: null };
    } catch (error) {
      signal.throwIfAborted();
      notice = noticeOf(error);
    }
    yield { type: 'text-delta', delta: `${wrote ? '\n\n' : ''}${NOTICES[notice]}\n\n` };
    yield* this.#quotes(found, announced, true, signal);
    return { model: wrote ? found.model.modelId : null, notice };
  }

  /** @param evenIfUnsure The model was to judge whether the passages answer; without it, the reader does. */
  async *#quotes(
    { searched, hits, meaning, blocks }: Found,
    announced: Set<number>,
    evenIfUnsure: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent, void, undefined> {
    const quotes = await this.#quoter.quote(searched, hits, { byMeaning: meaning, evenIfUnsure }, signal);
    if (quotes.length === 0) yield { type: 'text-delta', delta: NOT_FOUND };
    for (const [at, { hit, text }] of quotes.entries()) {
      const n = blocks.find(({ passages }) => passages.includes(hit))?.n ?? 0;
      if (!announced.has(n)) yield { type: 'citation', citation: citationOf(n, hit, text) };
      announced.add(n);
      yield { type: 'text-delta', delta: `${at === 0 ? '' : '\n\n'}“${text.replace(/\s+/gu, ' ')}” [${n}]` };
    }
  }
}

function noticeOf(error: unknown): AnswerNotice {
  if (error instanceof ModelUnavailableError) return 'model.unavailable';
  if (error instanceof ContextTooSmallError) return 'model.context-too-small';
  throw error;
}
