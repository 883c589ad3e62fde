import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { searchSchema } from '../client/answers.js';
import { oneLine } from '../terminal/printable.js';
import { contextOf } from './context.js';

const EXCERPT = 240;
const options = z.object({ limit: z.number().optional(), document: z.array(z.string()).optional() });

export function addSearchCommand(program: Command): void {
  program
    .command('search')
    .description('find passages')
    .argument('<text...>')
    .option('--limit <n>', 'most passages to show', count)
    .option('--document <id...>', 'only in these documents')
    .action(async (words: string[], _options, command: Command) => {
      const { client, print } = contextOf(command);
      const { limit, document } = options.parse(command.opts());
      const json = {
        query: words.join(' '),
        ...(limit === undefined ? {} : { limit }),
        ...(document === undefined ? {} : { documentIds: document }),
      };
      const result = await client.get('/api/v1/search', searchSchema, { method: 'POST', json });
      const lines = result.data.map(({ title, page, heading, text }, index) => {
        const place = [oneLine(title), page ? `page ${page}` : '', oneLine(heading)].filter((part) => part !== '');
        return `${index + 1}. ${place.join(', ')}\n   ${oneLine(text).slice(0, EXCERPT)}`;
      });
      print(result, lines.length > 0 ? lines.join('\n\n') : 'Nothing found.');
    });
}

export function count(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('A whole number above 0.');
  return Number(text);
}
