import { openAsBlob } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { WrongUseError } from '../client/client.errors.js';
import { jobSchema, showProgress, waitForJob } from '../client/jobs.js';
import { secret } from '../terminal/prompt.js';
import { contextOf } from './context.js';
import { addProofOptions, proofOptions, stepUp } from './step-up.js';

const options = proofOptions.extend({ decryptWithFile: z.string().optional() });

export function addImportCommand(program: Command): void {
  const command = program
    .command('import')
    .description('bring an export of this or of another Hearthlore')
    .argument('<file>');
  addProofOptions(command)
    .option('--decrypt-with-file <file>', 'file with the passphrase that the export was encrypted with')
    .action(async (file: string, _options, command: Command) => {
      const { client, isJson, print } = contextOf(command);
      const given = options.parse(command.opts());
      const path = resolve(process.env.INIT_CWD ?? '.', file);
      const blob = await openAsBlob(path).catch((error: unknown) => {
        throw new WrongUseError(`${path} cannot be read.`, { cause: error });
      });
      const passphrase = await passphraseOf(path, given.decryptWithFile);
      await stepUp(client, given);
      const form = (): FormData => {
        const data = new FormData();
        if (passphrase !== undefined) data.set('passphrase', passphrase);
        data.set('file', blob, basename(path));
        return data;
      };
      const { id } = await client.get('/api/v1/imports', jobSchema, { method: 'POST', form });
      const { counts } = await waitForJob(client, id, showProgress(isJson));
      const { documents = 0, conversations = 0, skipped = 0 } = counts ?? {};
      print(
        { documents, conversations, skipped },
        `${documents} documents and ${conversations} conversations are new here; ${skipped} were here or could not come.`,
      );
    });
}

async function passphraseOf(path: string, file: string | undefined): Promise<string | undefined> {
  if (file === undefined && !path.endsWith('.age')) return undefined;
  return secret('Passphrase of the export', file);
}
