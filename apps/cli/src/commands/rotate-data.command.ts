import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { contextOf } from './context.js';
import { addProofOptions, proofOptions, stepUp } from './step-up.js';

const options = proofOptions.extend({ wait: z.boolean().default(true) });

const dataKeysSchema = z.object({
  version: z.number(),
  recordSets: z.object({ total: z.number(), older: z.number() }),
});

/** How often the server is asked how far it is, in milliseconds. */
const LOOK_AGAIN = 1000;

export function addRotateDataCommand(rotate: Command): void {
  const data = rotate
    .command('data')
    .description('a new key for your documents and conversations; what is under the old one is sealed anew');
  addProofOptions(data)
    .option('--no-wait', 'leave the server to it')
    .action(async (_options, command: Command) => {
      const { client, isJson, print } = contextOf(command);
      const { wait, ...proof } = options.parse(command.opts());
      await stepUp(client, proof);
      let state = await client.get('/api/v1/me/data-keys/rotate', dataKeysSchema, { method: 'POST' });
      while (wait && state.recordSets.older > 0) {
        const { total, older } = state.recordSets;
        if (!isJson) process.stderr.write(`\r${total - older} of ${total} sealed anew `);
        await sleep(LOOK_AGAIN);
        state = await client.get('/api/v1/me/data-keys', dataKeysSchema);
      }
      if (!isJson && wait) process.stderr.write('\r');
      print(state, summary(state));
    });
}

function summary({ version, recordSets: { total, older } }: z.output<typeof dataKeysSchema>): string {
  if (older === 0) return `Key ${version} is in use, and all ${total} documents and conversations are under it.`;
  return `Key ${version} is in use. ${older} of ${total} documents and conversations follow while you are signed in.`;
}
