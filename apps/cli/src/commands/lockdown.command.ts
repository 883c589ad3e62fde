import type { Command } from 'commander';
import { z } from 'zod';
import type { ApiClient } from '../client/api-client.js';
import { ask, secret } from '../terminal/prompt.js';
import { contextOf } from './context.js';

const options = z.object({ passphraseFile: z.string().optional(), yes: z.boolean().default(false) });
const begunSchema = z.object({ since: z.string(), endedSessions: z.number(), endedApiKeys: z.number() });
const endedSchema = z.object({ since: z.null() });

export function addLockdownCommand(program: Command): void {
  const lockdown = program.command('lockdown').description('shut the house when somebody may be inside who should not');
  lockdown
    .command('on')
    .description('sign everybody out, revoke the keys of programs, stop uploads and chat; owner and admins')
    .option('--passphrase-file <file>', 'file with your passphrase')
    .option('--yes', 'do not ask back')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      const { passphraseFile, yes } = options.parse(command.opts());
      if (!yes && (await ask('Everybody is signed out, you too. Type "lock" to go on')) !== 'lock') return;
      await stepUp(client, passphraseFile);
      const begun = await client.get('/api/v1/admin/lockdown', begunSchema, { method: 'POST' });
      print(
        begun,
        `Locked down. ${begun.endedSessions} sessions and ${begun.endedApiKeys} keys of programs are over. ` +
          'Only the owner and admins can sign in; the owner opens the house again with "hearthlore lockdown off".',
      );
    });
  lockdown
    .command('off')
    .description('open the house again; the owner alone')
    .option('--passphrase-file <file>', 'file with your passphrase')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      await stepUp(client, options.parse(command.opts()).passphraseFile);
      print(await client.get('/api/v1/admin/lockdown', endedSchema, { method: 'DELETE' }), 'The house is open again.');
    });
}

async function stepUp(client: ApiClient, passphraseFile: string | undefined): Promise<void> {
  const passphrase = await secret('Passphrase', passphraseFile);
  await client.send('/api/v1/me/step-up', { method: 'POST', json: { passphrase } });
}
