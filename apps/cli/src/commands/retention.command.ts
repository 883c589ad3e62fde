import type { Command } from 'commander';
import { z } from 'zod';
import { oneLine } from '../terminal/printable.js';
import { contextOf } from './context.js';

const answer = z.record(z.string(), z.unknown());

export function addRetentionCommand(program: Command): void {
  const retention = program.command('retention').description('documents past their date');
  retention
    .command('preview')
    .description('show what the next run would erase')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      const preview = await client.get('/api/v1/admin/retention/preview', answer);
      print(preview, describe(preview));
    });
  retention
    .command('run')
    .description('erase it now')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      const run = await client.get('/api/v1/admin/retention/runs', answer, { method: 'POST', json: {} });
      print(run, describe(run));
    });
}

/** Ids, counts and dates: there is nothing else in these answers. */
function describe(data: Readonly<Record<string, unknown>>): string {
  return Object.entries(data)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? oneLine(value) : JSON.stringify(value)}`)
    .join('\n');
}
