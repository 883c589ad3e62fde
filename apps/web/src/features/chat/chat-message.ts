import type { UIMessage } from 'ai';
import { z } from 'zod';
import type { StoredMessage } from '../../api/types.js';

/** What the server says beside the text of an answer; the `data-…` parts of its stream. */
export const chatDataSchemas = {
  status: z.object({
    phase: z.enum(['waiting', 'searching', 'reading', 'writing']),
    /** In the line for the language model, from 1. */
    position: z.number().optional(),
    passages: z.number().optional(),
  }),
  citation: z.object({
    n: z.number().int().positive(),
    chunkId: z.string(),
    documentId: z.string(),
    title: z.string(),
    page: z.number().nullable(),
    quote: z.string(),
    score: z.number(),
  }),
  grounding: z.object({ supported: z.number(), unsupported: z.number() }),
};

export const chatMetadataSchema = z.object({
  /** What wrote the answer; null where passages are quoted. */
  model: z.string().nullable(),
  ms: z.number(),
  /** Why passages are quoted although there is a model: a problem's code. */
  notice: z.string().nullable(),
  /** Whether the vector store was away; said of an answer while it is new, and not kept. */
  fallback: z.boolean().default(false),
});

type ChatData = { [Name in keyof typeof chatDataSchemas]: z.infer<(typeof chatDataSchemas)[Name]> };

export type ChatMessage = UIMessage<z.infer<typeof chatMetadataSchema>, ChatData>;
export type ChatStatus = ChatData['status'];
export type CitedPassage = ChatData['citation'];

/** A rule can take a question and leave the answer to it. */
export function isQuestionGone(messages: readonly ChatMessage[], index: number): boolean {
  return messages[index]?.role === 'assistant' && messages[index - 1]?.role !== 'user';
}

export function textOf(message: ChatMessage): string {
  return message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** @returns The passages an answer was given, in the order of their numbers. */
export function citationsOf(message: ChatMessage): CitedPassage[] {
  return message.parts
    .flatMap((part) => (part.type === 'data-citation' ? [part.data] : []))
    .toSorted((one, other) => one.n - other.n);
}

/** A message of an earlier visit, in the shape that streaming ones have. */
export function fromStored({ id, role, text, state, model, ms, notice, citations }: StoredMessage): ChatMessage {
  return {
    id,
    role,
    // as in a stream: an answer that was cut off never got to its metadata
    ...(role === 'assistant' && state === 'complete' && { metadata: { model, ms: ms ?? 0, notice, fallback: false } }),
    parts: [
      ...citations.map((data) => ({ type: 'data-citation' as const, id: data.chunkId, data })),
      { type: 'text', text },
    ],
  };
}
