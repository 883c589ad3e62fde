import type { Command } from 'commander';
import { z } from 'zod';
import { isJson } from './context.js';
import { addRotateDataCommand } from './rotate-data.command.js';

const options = z.object({
  newKeyFile: z.string().optional(),
  lost: z.boolean().default(false),
  confirm: z.string().optional(),
});

export function addRotateCommand(program: Command): void {
  const rotate = program.command('rotate').description('put new keys in the place of old ones');
  addRotateDataCommand(rotate);
  rotate
    .command('master')
    .description('a new master key for this installation, while Hearthlore runs or is stopped')
    .option('--new-key-file <file>', 'a file with the new key, where only you can put it in place')
    .option('--lost', 'give up a lost master key: members come back with their recovery keys')
    .option('--confirm <words>', 'with --lost, the words that it asks for')
    .action(async (_options, command: Command) => {
      // Loaded here alone: other commands have no use for a database.
      const { rotateMasterCommand } = await import('../master-key/rotate-master.js');
      const { result, text } = await rotateMasterCommand(options.parse(command.opts()));
      console.log(isJson(command) ? JSON.stringify(result, undefined, 2) : text);
    });
}
