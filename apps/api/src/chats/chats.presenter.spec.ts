import { type ConversationId, newId } from '@hearthlore/kernel';
import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '../http/invalid-request.error.js';
import { parseCursor, toChatListDto } from './chats.presenter.js';

const aChat = (minute: number) => {
  const at = new Date(Date.UTC(2026, 0, 1, 0, minute));
  return { id: newId<ConversationId>(), title: 't', createdAt: at, updatedAt: at, heldAt: null };
};

describe('pages of chats', () => {
  it('go on where the page before ended', () => {
    const chats = [aChat(3), aChat(2), aChat(1)];
    const { data, nextCursor } = toChatListDto(chats, 2);
    expect(data).toHaveLength(2);
    expect(parseCursor(nextCursor ?? '')).toEqual({ id: chats[1]?.id, updatedAt: chats[1]?.updatedAt });
  });

  it('have no cursor at the end', () => {
    expect(toChatListDto([aChat(1), aChat(2)], 2).nextCursor).toBeNull();
  });

  it('refuse a cursor that is not ours', () => {
    for (const cursor of [
      '',
      'x',
      Buffer.from('1.x').toString('base64url'),
      Buffer.from(`x.${aChat(1).id}`).toString('base64url'),
    ])
      expect(() => parseCursor(cursor)).toThrow(InvalidRequestError);
  });
});
