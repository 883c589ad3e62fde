import type { Command } from 'commander';
import { z } from 'zod';
import { grantSchema } from '../client/answers.js';
import { ask, secret } from '../terminal/prompt.js';
import { contextOf } from './context.js';

const options = z.object({ email: z.string().optional(), passphraseFile: z.string().optional() });

export function addLoginCommand(program: Command): void {
  program
    .command('login')
    .description('sign in; the session is kept for this user of this machine')
    .option('--email <address>')
    .option('--passphrase-file <file>', 'file with the passphrase')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      const given = options.parse(command.opts());
      const email = given.email ?? (await ask('E-mail address'));
      const passphrase = await secret('Passphrase', given.passphraseFile);
      await client.signIn('/api/v1/auth/login', { email, passphrase }, grantSchema);
      print({ server: client.server }, `Signed in to ${client.server}.`);
    });
}
