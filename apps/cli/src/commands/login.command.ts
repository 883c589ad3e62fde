import type { Command } from 'commander';
import { z } from 'zod';
import type { ApiClient } from '../client/api-client.js';
import { grantSchema } from '../client/answers.js';
import { ServerRefusedError } from '../client/client.errors.js';
import { ask, secret } from '../terminal/prompt.js';
import { contextOf } from './context.js';
import { addProofOptions, askCode, proofOptions } from './step-up.js';

const options = proofOptions.extend({ email: z.string().optional() });

export function addLoginCommand(program: Command): void {
  const login = program
    .command('login')
    .description('sign in; the session is kept for this user of this machine')
    .option('--email <address>');
  addProofOptions(login).action(async (_options, command: Command) => {
    const { client, print } = contextOf(command);
    const given = options.parse(command.opts());
    const email = given.email ?? (await ask('E-mail address'));
    const passphrase = await secret('Passphrase', given.passphraseFile);
    await signIn(client, { email, passphrase }, given.codeFile);
    print({ server: client.server }, `Signed in to ${client.server}.`);
  });
}

async function signIn(client: ApiClient, credentials: object, codeFile: string | undefined): Promise<void> {
  try {
    await client.signIn('/api/v1/auth/login', credentials, grantSchema);
  } catch (error) {
    if (!(error instanceof ServerRefusedError) || error.code !== 'auth.second-factor-required') throw error;
    const challenge = z.string().parse(error.details.challenge);
    await client.signIn('/api/v1/auth/second-factor', { challenge, code: await askCode(codeFile) }, grantSchema);
  }
}
