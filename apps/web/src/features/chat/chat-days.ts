import type { ChatSummary } from '../../api/types.js';

export interface ChatDay {
  /** `today`, `yesterday`, or the first moment of an earlier day. */
  readonly day: 'today' | 'yesterday' | Date;
  readonly chats: readonly ChatSummary[];
}

/** Groups conversations by the local day of their last message, the latest first. */
export function groupByDay(chats: readonly ChatSummary[], now: Date): ChatDay[] {
  const today = dayOf(now);
  const yesterday = new Date(today);
  yesterday.setDate(yesterday.getDate() - 1);

  const days = new Map<number, ChatSummary[]>();
  for (const chat of chats.toSorted((one, other) => (one.updatedAt < other.updatedAt ? 1 : -1))) {
    const day = dayOf(new Date(chat.updatedAt)).getTime();
    days.set(day, [...(days.get(day) ?? []), chat]);
  }
  return [...days].map(([day, ofDay]) => ({
    day: day === today.getTime() ? 'today' : day === yesterday.getTime() ? 'yesterday' : new Date(day),
    chats: ofDay,
  }));
}

const dayOf = (date: Date): Date => new Date(date.getFullYear(), date.getMonth(), date.getDate());
