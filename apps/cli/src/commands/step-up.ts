import type { Command } from 'commander';
import { z } from 'zod';
import type { ApiClient } from '../client/api-client.js';
import { ServerRefusedError } from '../client/client.errors.js';
import { secret } from '../terminal/prompt.js';

/** Where what proves a person is read from; what has no file is asked for on the terminal. */
export const proofOptions = z.object({ passphraseFile: z.string().optional(), codeFile: z.string().optional() });
export type ProofFiles = z.output<typeof proofOptions>;

export function addProofOptions(command: Command): Command {
  return command
    .option('--passphrase-file <file>', 'file with the passphrase of your account')
    .option('--code-file <file>', 'file with a code of your authenticator app, or a backup code');
}

/** Proves again that the person is there, with the second factor where the account has one. */
export async function stepUp(client: ApiClient, { passphraseFile, codeFile }: ProofFiles): Promise<void> {
  const passphrase = await secret('Passphrase', passphraseFile);
  const prove = (json: object): Promise<Response> => client.send('/api/v1/me/step-up', { method: 'POST', json });
  try {
    await prove({ passphrase });
  } catch (error) {
    if (!(error instanceof ServerRefusedError) || error.code !== 'auth.step-up-code-required') throw error;
    await prove({ passphrase, code: await askCode(codeFile) });
  }
}

/** The server refuses a code that was used: two proofs within half a minute take two codes. */
export function askCode(codeFile: string | undefined): Promise<string> {
  return secret('Code of your authenticator app, or a backup code', codeFile);
}
