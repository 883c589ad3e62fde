import { Chat } from '@ai-sdk/react';
import { client } from '../../api/client.js';
import { asProblem, readProblem } from '../../api/problem.js';
import { sessionFetch } from '../../api/session.js';
import { type ChatMessage, type ChatStatus, chatDataSchemas, chatMetadataSchema, textOf } from './chat-message.js';
import { ChatTransport } from './chat-transport.js';

export interface ConversationParts {
  readonly id: string;
  readonly messages: ChatMessage[];
  readonly documentIds: readonly string[];
  readonly onFinished: () => void;
}

/** One open conversation. It goes on streaming while another page is looked at. */
export class Conversation {
  readonly chat: Chat<ChatMessage>;
  /** What the server is at, before the first word of an answer. */
  status: ChatStatus | undefined;
  /** The documents that questions are asked of; empty for all. */
  documentIds: readonly string[];
  readonly #listeners = new Set<() => void>();

  constructor({ id, messages, documentIds, onFinished }: ConversationParts) {
    this.documentIds = documentIds;
    this.chat = new Chat<ChatMessage>({
      id,
      messages,
      messageMetadataSchema: chatMetadataSchema,
      dataPartSchemas: chatDataSchemas,
      transport: new ChatTransport({
        api: `/api/v1/chats/${id}/messages`,
        fetch: fetchOrThrow,
        // the server keeps the conversation: only the question travels
        prepareSendMessagesRequest: ({ messages: all }) => ({
          body: {
            text: questionOf(all),
            ...(this.documentIds.length > 0 && { documentIds: this.documentIds }),
          },
        }),
      }),
      onData: (part) => {
        if (part.type === 'data-status') this.#report(part.data);
      },
      onFinish: () => {
        this.#report(undefined);
        onFinished();
      },
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  ask(text: string): Promise<void> {
    return this.chat.sendMessage({ text });
  }

  askAllDocuments(): void {
    this.documentIds = [];
    this.#tell();
  }

  /** Ends the answer here and at the server, which may be another process than the one that streams. */
  async stop(): Promise<void> {
    await this.chat.stop();
    await client.POST('/api/v1/chats/{id}/stop', { params: { path: { id: this.chat.id } } });
  }

  #report(status: ChatStatus | undefined): void {
    this.status = status;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const fetchOrThrow: typeof fetch = async (input, init) => {
  const response = await sessionFetch(input, init).catch((error: unknown) => {
    // an abort is the reader's own wish, and the chat tells it apart by its name
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw asProblem(error);
  });
  if (!response.ok) throw await readProblem(response);
  return response;
};

function questionOf(messages: readonly ChatMessage[]): string {
  const question = messages.findLast((message) => message.role === 'user');
  return question === undefined ? '' : textOf(question);
}

const open = new Map<string, Conversation>();

export const findConversation = (id: string): Conversation | undefined => open.get(id);

export function openConversation(parts: ConversationParts): Conversation {
  const conversation = open.get(parts.id) ?? new Conversation(parts);
  open.set(parts.id, conversation);
  return conversation;
}

export function forgetConversation(id: string): void {
  open.delete(id);
}

/** Nothing readable is left in memory after the end of a session. */
export function forgetConversations(): void {
  for (const { chat } of open.values()) void chat.stop();
  open.clear();
}
