import type { Citation, Conversation, Message } from '@hearthlore/chat';
import { type ConversationId, parseId } from '@hearthlore/kernel';
import { InvalidRequestError } from '../http/invalid-request.error.js';
import type { ChatDto, ChatListDto, CitationDto, MessageDto } from './chat.dto.js';

export function toChatDto({ id, title, createdAt, updatedAt, heldAt }: Conversation): ChatDto {
  return {
    id,
    title,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    heldAt: heldAt?.toISOString() ?? null,
  };
}

/** @param chats One more than `limit` where there is a next page. */
export function toChatListDto(chats: readonly Conversation[], limit: number): ChatListDto {
  const page = chats.slice(0, limit);
  const last = page.at(-1);
  return { data: page.map(toChatDto), nextCursor: chats.length > limit && last ? toCursor(last) : null };
}

/** What a cursor names is looked up among the member's own: forging one only moves one's own page. */
function toCursor({ id, updatedAt }: Conversation): string {
  return Buffer.from(`${updatedAt.getTime()}.${id}`).toString('base64url');
}

/** @throws {InvalidRequestError} for anything but a cursor of ours. */
export function parseCursor(cursor: string): Pick<Conversation, 'id' | 'updatedAt'> {
  const [, time, text = ''] = /^(\d{1,15})\.(.+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const id = parseId<ConversationId>(text);
  if (time === undefined || id === undefined) throw new InvalidRequestError([{ pointer: '/cursor', code: 'cursor' }]);
  return { id, updatedAt: new Date(Number(time)) };
}

export function toCitationDto({ n, passageId, documentId, title, page, quote, score }: Citation): CitationDto {
  return { n, chunkId: passageId, documentId, title, page, quote, score };
}

export function toMessageDto(message: Message): MessageDto {
  const { id, role, text } = message;
  const base = { id, role, text, createdAt: message.createdAt.toISOString() };
  if (message.role === 'user') {
    const none = { model: null, ms: null, notice: null, sources: [], citations: [], grounding: null };
    return { ...base, state: 'complete', documentIds: [...message.documentIds], ...none };
  }
  const { state, model, milliseconds, notice, sources, citations, grounding } = message.details;
  return {
    ...base,
    state,
    documentIds: [],
    model,
    ms: milliseconds,
    notice,
    sources: sources.map((source) => ({ ...source })),
    citations: citations.map(toCitationDto),
    grounding: { ...grounding },
  };
}
