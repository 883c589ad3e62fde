import type { Command } from 'commander';
import { z } from 'zod';
import { ask } from '../terminal/prompt.js';
import { contextOf } from './context.js';
import { addProofOptions, proofOptions, stepUp } from './step-up.js';

const options = proofOptions.extend({ yes: z.boolean().default(false) });
const begunSchema = z.object({ since: z.string(), endedSessions: z.number(), endedApiKeys: z.number() });
const endedSchema = z.object({ since: z.null() });

export function addLockdownCommand(program: Command): void {
  const lockdown = program.command('lockdown').description('shut the house when somebody may be inside who should not');
  const begin = lockdown
    .command('on')
    .description('sign everybody out, revoke the keys of programs, stop uploads and chat; owner and admins');
  addProofOptions(begin)
    .option('--yes', 'do not ask back')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      const { yes, ...proof } = options.parse(command.opts());
      if (!yes && (await ask('Everybody is signed out, you too. Type "lock" to go on')) !== 'lock') return;
      await stepUp(client, proof);
      const begun = await client.get('/api/v1/admin/lockdown', begunSchema, { method: 'POST' });
      print(
        begun,
        `Locked down. ${begun.endedSessions} sessions and ${begun.endedApiKeys} keys of programs are over. ` +
          'Only the owner and admins can sign in; the owner opens the house again with "hearthlore lockdown off".',
      );
    });
  const end = lockdown.command('off').description('open the house again; the owner alone');
  addProofOptions(end).action(async (_options, command: Command) => {
    const { client, print } = contextOf(command);
    await stepUp(client, proofOptions.parse(command.opts()));
    print(await client.get('/api/v1/admin/lockdown', endedSchema, { method: 'DELETE' }), 'The house is open again.');
  });
}
