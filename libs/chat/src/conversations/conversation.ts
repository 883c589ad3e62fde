import type { ConversationId, DocumentId, MessageId, PassageId } from '@hearthlore/kernel';

export interface Conversation {
  readonly id: ConversationId;
  /** The first question, shortened, until the member names it; empty before. */
  readonly title: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Since when its owner keeps it from every rule. */
  readonly heldAt: Date | null;
}

/** One numbered block of passages that an answer could draw on. */
export interface Source {
  /** The number in square brackets, from 1. */
  readonly n: number;
  readonly documentId: DocumentId;
  readonly title: string;
  readonly page: number | null;
  readonly lastPage: number | null;
}

/** A place in the member's documents that an answer names, checked to exist. */
export interface Citation {
  readonly n: number;
  readonly passageId: PassageId;
  readonly documentId: DocumentId;
  readonly title: string;
  readonly page: number | null;
  /** A sentence of the passage, letter for letter. */
  readonly quote: string;
  /** The passage's score in the search. */
  readonly score: number;
}

/** Sentences of an answer that carry a checked citation, and those that do not. It says where from, not whether true. */
export interface Grounding {
  readonly supported: number;
  readonly unsupported: number;
}

/** Why an answer is made of quoted passages although a language model is configured. */
export type AnswerNotice = 'model.unavailable' | 'model.context-too-small';

export interface AnswerDetails {
  /** `aborted`: stopped by the member or a lost connection, with what was said until then. */
  readonly state: 'complete' | 'aborted' | 'failed';
  /** The model that wrote it; null where passages were quoted. */
  readonly model: string | null;
  readonly milliseconds: number;
  /** Passages the search returned. */
  readonly retrieved: number;
  readonly notice: AnswerNotice | null;
  readonly sources: readonly Source[];
  readonly citations: readonly Citation[];
  readonly grounding: Grounding;
}

interface MessageBase {
  readonly id: MessageId;
  readonly text: string;
  readonly createdAt: Date;
}

export interface Question extends MessageBase {
  readonly role: 'user';
  /** The documents it was limited to; empty for all. */
  readonly documentIds: readonly DocumentId[];
}

export interface Answer extends MessageBase {
  readonly role: 'assistant';
  readonly details: AnswerDetails;
}

export type Message = Question | Answer;

/** Messages of these dates and before are overdue; absent where no rule takes them. */
export interface MessageCutoffs {
  readonly questions: Date | undefined;
  readonly answers: Date | undefined;
}

export function isOverdue({ role, createdAt }: Message, { questions, answers }: MessageCutoffs): boolean {
  const cutoff = role === 'user' ? questions : answers;
  return cutoff !== undefined && createdAt <= cutoff;
}

const TITLE_LENGTH = 60;

/** @returns A question as a one-line title, cut at a word where it is long. */
export function titleFrom(question: string): string {
  const line = question.replace(/\s+/gu, ' ').trim();
  const characters = Array.from(line);
  if (characters.length <= TITLE_LENGTH) return line;
  const cut = characters.slice(0, TITLE_LENGTH).join('');
  const space = cut.lastIndexOf(' ');
  return `${space > TITLE_LENGTH / 2 ? cut.slice(0, space) : cut}…`;
}
