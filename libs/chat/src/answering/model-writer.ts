import { ContextTooSmallError, type LanguageModel, type ModelMessage } from '@hearthlore/models';
import type { AnswerEvent } from '../chat-event.js';
import { citationFor } from '../citations/cite.js';
import { type Checked, CitationGate } from '../citations/citation-gate.js';
import { MarkerEraser } from '../citations/marker-eraser.js';
import { QuotedText } from '../citations/quoted-text.js';
import type { Message } from '../conversations/conversation.js';
import type { ContextBlock } from '../passages/context-block.js';
import { claimAt } from './grounding.js';
import { answerPrompt, newMarker } from './prompt.js';
import { estimateTokens } from './token-estimate.js';

/** A page of text; more is no answer to a question. */
const LONGEST_ANSWER = 1024;
/** What a chat template puts around one message. */
const TOKENS_AROUND_MESSAGE = 8;
/** The first try, one with what the server said about its tokens, and one with room to spare. */
const ATTEMPTS = 3;
/** Without numbers from the server, and where its numbers did not suffice. */
const CAUTION = 1.4;
const TEMPERATURE = 0.2;

export interface WritingTask {
  readonly question: string;
  readonly history: readonly Message[];
  /** By rank: the last ones are left out where the context is small. */
  readonly blocks: readonly ContextBlock[];
}

type WrittenEvent = Extract<AnswerEvent, { readonly type: 'text-delta' | 'citation' }>;

/** Has a language model answer from numbered passages, and lets through what can be checked. */
export class ModelWriter {
  /** How many tokens of this model an estimated one is worth; learnt from the first prompt that did not fit. */
  #tokenWorth = 1;

  constructor(private readonly model: LanguageModel) {}

  /**
   * @param model The same one, where somebody counts what it says.
   * @throws {ModelUnavailableError} at any point; what was yielded stands.
   * @throws {ContextTooSmallError} before anything was yielded, when not even one passage fits.
   */
  async *write(
    task: WritingTask,
    signal: AbortSignal,
    model = this.model,
  ): AsyncGenerator<WrittenEvent, void, undefined> {
    let context = await model.contextTokens(signal);
    for (let attempt = 1; ; attempt += 1) {
      const marker = newMarker();
      const answerTokens = Math.min(LONGEST_ANSWER, Math.floor(context / 4));
      const prompt = this.#fit(task, marker, context, answerTokens);
      const request = { messages: prompt.messages, maxTokens: answerTokens, temperature: TEMPERATURE };
      try {
        yield* this.#checked(model.stream(request, signal), task.question, prompt.blocks, marker);
        return;
      } catch (error) {
        if (!(error instanceof ContextTooSmallError) || attempt === ATTEMPTS) throw error;
        context = error.details.availableTokens ?? context;
        const seen = (error.details.neededTokens ?? 0) / estimatePrompt(prompt.messages);
        this.#tokenWorth = Math.max(seen, this.#tokenWorth * CAUTION);
      }
    }
  }

  /** Takes as many blocks as there is room for, best first; the conversation gives way before the last passage does. */
  #fit(task: WritingTask, marker: string, context: number, answerTokens: number) {
    const room = (context - answerTokens) / this.#tokenWorth;
    for (const history of [task.history, []]) {
      const blocks: ContextBlock[] = [];
      for (const block of task.blocks) {
        const tried = answerPrompt(task.question, history, [...blocks, block], marker);
        if (estimatePrompt(tried) <= room) blocks.push(block);
      }
      if (blocks.length > 0) return { blocks, messages: answerPrompt(task.question, history, blocks, marker) };
    }
    const least = estimatePrompt(answerPrompt(task.question, [], task.blocks.slice(0, 1), marker));
    throw new ContextTooSmallError({
      neededTokens: Math.ceil(least * this.#tokenWorth) + answerTokens,
      availableTokens: context,
    });
  }

  async *#checked(
    pieces: AsyncIterable<string>,
    question: string,
    blocks: readonly ContextBlock[],
    marker: string,
  ): AsyncGenerator<WrittenEvent, void, undefined> {
    const eraser = new MarkerEraser(marker);
    const gate = new CitationGate(
      new Set(blocks.map(({ n }) => n)),
      new QuotedText([...blocks.map(({ text }) => text), question]),
    );
    const citing = new Citing(blocks);
    try {
      for await (const piece of pieces) yield* citing.events(gate.push(eraser.push(piece)));
    } catch (error) {
      // What was held back for checking has been said all the same.
      yield* citing.events([...gate.push(eraser.flush()), ...gate.flush()]);
      throw error;
    }
    yield* citing.events([...gate.push(eraser.flush()), ...gate.flush()]);
  }
}

/** Turns checked output into events; a passage is announced once, with the sentence that fits its first claim. */
class Citing {
  readonly #announced = new Set<number>();
  #text = '';

  constructor(private readonly blocks: readonly ContextBlock[]) {}

  *events(checked: readonly Checked[]): Generator<WrittenEvent> {
    for (const one of checked) {
      if (one.type === 'text') {
        const delta = this.#text === '' ? one.text.trimStart() : one.text;
        this.#text += delta;
        if (delta !== '') yield { type: 'text-delta', delta };
      } else if (!this.#announced.has(one.n)) {
        this.#announced.add(one.n);
        const block = this.blocks.find(({ n }) => n === one.n);
        const citation = block && citationFor(block, claimAt(this.#text));
        if (citation !== undefined) yield { type: 'citation', citation };
      }
    }
  }
}

function estimatePrompt(messages: readonly ModelMessage[]): number {
  return messages.reduce((sum, { content }) => sum + estimateTokens(content) + TOKENS_AROUND_MESSAGE, 0);
}
