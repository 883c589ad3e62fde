import { newId, type MessageId } from '@hearthlore/kernel';
import { groundingOf } from './answering/grounding.js';
import type { AnswerEvent } from './chat-event.js';
import type { Answer, AnswerDetails, Citation, Source } from './conversations/conversation.js';

/** Writes down an answer while it is streamed, so that whatever was said can be kept however it ends. */
export class AnswerRecord {
  readonly id = newId<MessageId>();
  #text = '';
  readonly #sources: Source[] = [];
  readonly #citations: Citation[] = [];
  #metadata: Pick<AnswerDetails, 'model' | 'milliseconds' | 'retrieved' | 'notice'> | undefined;

  add(event: AnswerEvent): void {
    if (event.type === 'text-delta') this.#text += event.delta;
    else if (event.type === 'source') this.#sources.push(event.source);
    else if (event.type === 'citation') this.#citations.push(event.citation);
    else if (event.type === 'metadata') {
      const { model, milliseconds, retrieved, notice } = event;
      this.#metadata = { model, milliseconds, retrieved, notice };
    }
  }

  toAnswer(state: AnswerDetails['state'], createdAt: Date): Answer {
    const unfinished = { model: null, milliseconds: 0, retrieved: this.#sources.length, notice: null };
    const details = {
      state,
      ...(this.#metadata ?? unfinished),
      sources: this.#sources,
      citations: this.#citations,
      grounding: groundingOf(this.#text),
    };
    return { id: this.id, role: 'assistant', text: this.#text, createdAt, details };
  }
}
