import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { WrongUseError } from '../client/client.errors.js';
import { ExitCode } from '../exit.js';
import { contextOf } from './context.js';
import { describeDrill, drillSchema } from './drill-report.js';

const ROUTE = '/api/v1/admin/drills';
/** How often the server is asked how far it is, in milliseconds. */
const LOOK_AGAIN = 1000;

const options = z.object({ identityFile: z.string().optional(), wait: z.boolean().default(true) });
const listSchema = z.object({ data: z.array(drillSchema) });

export function addDrillCommand(program: Command): void {
  program
    .command('drill')
    .description('try whether a backup would come back, for owners and admins')
    .option('--identity-file <file>', 'open the newest encrypted file at the target with this age identity')
    .option('--no-wait', 'leave the server to it')
    .action(async (_options, command: Command) => {
      const { client, isJson, print } = contextOf(command);
      const { identityFile, wait } = options.parse(command.opts());
      const json = identityFile === undefined ? { kind: 'automatic' } : { kind: 'full', identity: read(identityFile) };
      let drill = await client.get(ROUTE, drillSchema, { method: 'POST', json });
      while (wait && drill.state === 'active') {
        if (!isJson) process.stderr.write(`\r${drill.progress} % ${drill.step ?? ''} `);
        await sleep(LOOK_AGAIN);
        const { data } = await client.get(ROUTE, listSchema);
        drill = data.find(({ id }) => id === drill.id) ?? drill;
      }
      if (!isJson && wait) process.stderr.write('\r');
      print(drill, describeDrill(drill));
      if (drill.state === 'failed') process.exitCode = ExitCode.failed;
    });
}

/** @returns The first identity of a file as `age-keygen` writes it. */
function read(file: string): string {
  const line = readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .find((one) => one.startsWith('AGE-SECRET-KEY-'));
  if (line === undefined) throw new WrongUseError(`There is no age identity in ${file}.`);
  return line.trim();
}
