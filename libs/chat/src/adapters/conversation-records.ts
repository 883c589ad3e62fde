import { type DocumentId, type Id, type MessageId, parseId, parsePassageId, passageId } from '@hearthlore/kernel';
import { z } from 'zod';
import type { Message } from '../conversations/conversation.js';

/**
 * [Note: Conversation records]
 * A conversation's set holds its head (type meta, index 0) and its messages (type conversation, index by order).
 * The head counts the messages, so that adding one opens the head alone. All are JSON, and are parsed like input:
 * a record that opens was ours, but perhaps written by another version.
 */
export type ConversationHead = z.infer<typeof headSchema>;

const headSchema = z.object({ title: z.string(), messages: z.number().int().nonnegative() });

const id = <T extends Id<string>>() =>
  z.string().transform((text, context): T => {
    const value = parseId<T>(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom' });
    return z.NEVER;
  });

const place = z.string().transform((text, context) => {
  const parts = parsePassageId(text);
  if (parts !== undefined) return passageId(parts.documentId, parts.index);
  context.addIssue({ code: 'custom' });
  return z.NEVER;
});

const page = z.number().int().nullable();
const source = z.object({ n: z.number().int(), documentId: id<DocumentId>(), title: z.string(), page, lastPage: page });
const citation = z.object({
  n: z.number().int(),
  passageId: place,
  documentId: id<DocumentId>(),
  title: z.string(),
  page,
  quote: z.string(),
  score: z.number(),
});
const base = { id: id<MessageId>(), text: z.string(), createdAt: z.iso.datetime().transform((text) => new Date(text)) };
const messageSchema = z.discriminatedUnion('role', [
  z.object({ ...base, role: z.literal('user'), documentIds: z.array(id<DocumentId>()) }),
  z.object({
    ...base,
    role: z.literal('assistant'),
    details: z.object({
      state: z.enum(['complete', 'aborted', 'failed']),
      model: z.string().nullable(),
      milliseconds: z.number(),
      retrieved: z.number().int(),
      notice: z.enum(['model.unavailable', 'model.context-too-small']).nullable(),
      sources: z.array(source),
      citations: z.array(citation),
      grounding: z.object({ supported: z.number().int(), unsupported: z.number().int() }),
    }),
  }),
]);

export const encodeHead = (head: ConversationHead): Uint8Array => encode(head);
export const decodeHead = (record: Uint8Array): ConversationHead => headSchema.parse(decode(record));
export const encodeMessage = (message: Message): Uint8Array => encode(message);
export const decodeMessage = (record: Uint8Array): Message => messageSchema.parse(decode(record));

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const decode = (record: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(record));
