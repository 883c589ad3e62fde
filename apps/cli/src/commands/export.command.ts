import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import type { ApiClient } from '../client/api-client.js';
import { WrongUseError } from '../client/client.errors.js';
import { jobSchema, showProgress, waitForJob } from '../client/jobs.js';
import { secret } from '../terminal/prompt.js';
import { contextOf } from './context.js';
import { addProofOptions, proofOptions, stepUp } from './step-up.js';

const EXPORTS = '/api/v1/exports';
const options = proofOptions.extend({ out: z.string(), encryptWithFile: z.string().optional() });
const exportSchema = z.object({
  id: z.string(),
  state: z.string(),
  bytes: z.number(),
  hasPassphrase: z.boolean(),
  jobId: z.string().nullable(),
});
type Export = z.output<typeof exportSchema>;

export function addExportCommand(program: Command): void {
  const command = program
    .command('export')
    .description('fetch a copy of everything you have, as a zip')
    .requiredOption('--out <file>', 'new file for it, that only you can read');
  addProofOptions(command)
    .option('--encrypt-with-file <file>', 'file with a passphrase that the copy is encrypted with (age)')
    .action(async (_options, command: Command) => {
      const { client, isJson, print } = contextOf(command);
      const given = options.parse(command.opts());
      const out = resolve(process.env.INIT_CWD ?? '.', given.out);
      if (existsSync(out)) throw new WrongUseError(`${out} is there already.`);
      const one = await findOrBegin(client, given);
      if (one.state !== 'ready' && one.jobId !== null) await waitForJob(client, one.jobId, showProgress(isJson));
      const { bytes } = await client.get(`${EXPORTS}/${one.id}`, exportSchema);
      await fetchInto(client, one.id, out);
      print({ id: one.id, bytes, file: out }, `${bytes} bytes are in ${out}.`);
    });
}

/** One that is under way goes on: whoever stopped waiting comes back to it. */
async function findOrBegin(client: ApiClient, given: z.output<typeof options>): Promise<Export> {
  const { data } = await client.get(EXPORTS, z.object({ data: z.array(exportSchema) }));
  const isEncrypted = given.encryptWithFile !== undefined;
  const [latest] = data;
  if (latest?.state === 'preparing' && latest.jobId !== null && latest.hasPassphrase === isEncrypted) {
    const job = await client.get(`/api/v1/jobs/${latest.jobId}`, jobSchema);
    if (job.state === 'active' || job.state === 'awaiting-unlock') return latest;
  }
  await stepUp(client, given);
  const json = isEncrypted ? { passphrase: await secret('Passphrase of the copy', given.encryptWithFile) } : {};
  return client.get(EXPORTS, exportSchema, { method: 'POST', json });
}

/** Under its name only when it is whole. */
async function fetchInto(client: ApiClient, id: string, out: string): Promise<void> {
  const part = `${out}.part`;
  const response = await client.send(`${EXPORTS}/${id}/content`);
  await rm(part, { force: true });
  try {
    await pipeline(Readable.from(response.body ?? []), createWriteStream(part, { mode: 0o600, flags: 'wx' }));
    await rename(part, out);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
