import type { MessageId } from '@hearthlore/kernel';
import type { AnswerNotice, Citation, Grounding, Source } from './conversations/conversation.js';

/** What happens while an answer is made. Text and citations arrive in reading order, a citation before its number. */
export type AnswerEvent =
  | { readonly type: 'status'; readonly phase: 'searching' }
  /** `position` in the line for the language model, from 1. */
  | { readonly type: 'status'; readonly phase: 'waiting'; readonly position: number }
  | { readonly type: 'status'; readonly phase: 'reading' | 'writing'; readonly passages: number }
  | { readonly type: 'source'; readonly source: Source }
  | { readonly type: 'citation'; readonly citation: Citation }
  | { readonly type: 'text-start' }
  | { readonly type: 'text-delta'; readonly delta: string }
  | { readonly type: 'text-end' }
  | ({ readonly type: 'grounding' } & Grounding)
  | {
      readonly type: 'metadata';
      readonly model: string | null;
      readonly milliseconds: number;
      readonly retrieved: number;
      readonly notice: AnswerNotice | null;
      /** As in `FoundPassages`; of this moment, so it is not kept with the answer. */
      readonly fallback: boolean;
    };

/** The stream of one question: `start`, the answer, and exactly one of `finish`, `abort`, `error` at its end. */
export type ChatEvent =
  | { readonly type: 'start'; readonly messageId: MessageId }
  | AnswerEvent
  | { readonly type: 'finish' }
  | { readonly type: 'abort' }
  | { readonly type: 'error'; readonly code: string; readonly message: string };
