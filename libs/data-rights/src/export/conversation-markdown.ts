import type { Conversation, Message } from '@hearthlore/chat';

/** A conversation as people read it: each answer with the places it cites. */
export function* conversationMarkdown(conversation: Conversation, messages: readonly Message[]): Generator<string> {
  yield `# ${oneLine(conversation.title) || 'Untitled'}\n`;
  for (const message of messages) {
    const who = message.role === 'user' ? 'Question' : 'Answer';
    yield `\n## ${who}, ${message.createdAt.toISOString()}\n\n${message.text}\n`;
    if (message.role !== 'assistant' || message.details.citations.length === 0) continue;
    yield '\n';
    for (const { n, title, page, quote } of message.details.citations) {
      const place = page === null ? oneLine(title) : `${oneLine(title)}, page ${page}`;
      yield `- [${n}] ${place}: “${oneLine(quote)}”\n`;
    }
  }
}

const oneLine = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();
