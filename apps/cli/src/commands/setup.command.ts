import type { Command } from 'commander';
import { z } from 'zod';
import { setupSchema, suggestionSchema } from '../client/answers.js';
import type { ApiClient } from '../client/api-client.js';
import { ask, secret } from '../terminal/prompt.js';
import { contextOf } from './context.js';

const options = z.object({
  codeFile: z.string().optional(),
  name: z.string().optional(),
  email: z.string().optional(),
  passphraseFile: z.string().optional(),
});

export function addSetupCommand(program: Command): void {
  program
    .command('setup')
    .description('make the first account, with the one-time code that the start printed')
    .option('--code-file <file>', 'file with the set-up code, such as <data>/setup-code')
    .option('--name <name>')
    .option('--email <address>')
    .option('--passphrase-file <file>', 'file with the passphrase')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      const given = options.parse(command.opts());
      const answer = await client.signIn(
        '/api/v1/setup',
        {
          code: given.codeFile === undefined ? await ask('Set-up code') : await secret('Set-up code', given.codeFile),
          name: given.name ?? (await ask('Your name')),
          email: given.email ?? (await ask('Your e-mail address')),
          passphrase: await choosePassphrase(client, given.passphraseFile),
        },
        setupSchema,
      );
      print(
        { recoveryKey: answer.recoveryKey },
        `Signed in.\n\nRecovery key, shown this once:\n\n  ${answer.recoveryKey}\n\n` +
          'Write it down and keep it away from this machine. Without it, a forgotten passphrase means that nobody, ' +
          'we included, can read your documents again.',
      );
    });
}

/** Five generated words are offered: what people invent themselves is weaker than they think. */
async function choosePassphrase(client: ApiClient, file: string | undefined): Promise<string> {
  if (file !== undefined) return secret('Passphrase', file);
  const { passphrase } = await client.getPublic('/api/v1/passphrase-suggestion', suggestionSchema);
  console.error(`A passphrase made for you, to write down:\n\n  ${passphrase}\n`);
  const own = await secret('Press Enter to take it, or type one of your own', undefined);
  return own === '' ? passphrase : own;
}
