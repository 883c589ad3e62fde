import type { Command } from 'commander';
import { z } from 'zod';
import { chatPartSchema, chatSchema, type Citation } from '../client/answers.js';
import type { ApiClient } from '../client/api-client.js';
import { readEventData } from '../client/event-stream.js';
import { ExitCode } from '../exit.js';
import { oneLine, printable } from '../terminal/printable.js';
import { contextOf } from './context.js';

const options = z.object({ chat: z.string().optional(), document: z.array(z.string()).optional() });

/** An answer as it stands when the stream has ended. */
interface Answer {
  text: string;
  readonly citations: Citation[];
  metadata: Readonly<Record<string, unknown>>;
  outcome: 'finish' | 'abort' | 'error';
  error: string | undefined;
}

export function addAskCommand(program: Command): void {
  program
    .command('ask')
    .description('ask about your documents; the answer names title and page of what it rests on')
    .argument('<text...>')
    .option('--chat <id>', 'go on with a conversation')
    .option('--document <id...>', 'only from these documents')
    .action(async (words: string[], _options, command: Command) => {
      const { client, isJson, print } = contextOf(command);
      const { chat, document } = options.parse(command.opts());
      const chatId = chat ?? (await client.get('/api/v1/chats', chatSchema, { method: 'POST', json: {} })).id;
      const json = { text: words.join(' '), ...(document === undefined ? {} : { documentIds: document }) };
      const show = (delta: string): void => {
        if (!isJson) process.stdout.write(printable(delta));
      };
      const answer = await receive(client, chatId, json, show);
      const list = answer.citations.map(describe).join('\n');
      print({ chatId, ...answer }, `\n${list}${answer.error ? `\n${oneLine(answer.error)}` : ''}`);
      process.exitCode = answer.outcome === 'finish' ? ExitCode.done : ExitCode.failed;
    });
}

async function receive(
  client: ApiClient,
  chatId: string,
  json: object,
  onText: (delta: string) => void,
): Promise<Answer> {
  const answer: Answer = { text: '', citations: [], metadata: {}, outcome: 'abort', error: undefined };
  const response = await client.send(`/api/v1/chats/${encodeURIComponent(chatId)}/messages`, { method: 'POST', json });
  if (!response.body) return answer;
  for await (const data of readEventData(response.body)) {
    const part = data === '[DONE]' ? undefined : chatPartSchema.safeParse(JSON.parse(data)).data;
    switch (part?.type) {
      case 'text-delta':
        answer.text += part.delta;
        onText(part.delta);
        break;
      case 'data-citation':
        if (!answer.citations.some(({ n }) => n === part.data.n)) answer.citations.push(part.data);
        break;
      case 'message-metadata':
        answer.metadata = part.messageMetadata;
        break;
      case 'error':
        answer.error = part.errorText;
        answer.outcome = 'error';
        break;
      case 'finish':
        answer.outcome = 'finish';
        break;
      default:
        break;
    }
  }
  return answer;
}

function describe({ n, title, page }: Citation): string {
  return `[${n}] ${oneLine(title)}${page ? `, page ${page}` : ''}`;
}
