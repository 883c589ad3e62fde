import { loadEnv } from '@hearthlore/config';
import { type Command, Argument } from 'commander';
import { z } from 'zod';
import { distributionFolder } from '../distribution.js';
import { ExitCode } from '../exit.js';
import { describeStatus, describeUse, statusSchema, upkeepSchema } from '../vectors/vectors-report.js';
import { contextOf, isJson } from './context.js';

const ROUTE = '/api/v1/admin/vectors';

const storeSchema = z.enum(['sealed', 'qdrant']);
const useOptions = z.object({ agree: z.boolean().default(false) });

export function addVectorsCommand(program: Command): void {
  const vectors = program.command('vectors').description('where vectors are searched');
  vectors
    .command('use')
    .description('settle the store, on the machine that Hearthlore is installed on')
    .addArgument(new Argument('<store>').choices(storeSchema.options))
    .option('--agree', 'to what Qdrant learns: without being asked')
    .action(async (store: string, _options, command: Command) => {
      // Loaded here alone: other commands have no use for a database.
      const { useVectorStore } = await import('../vectors/use-vector-store.js');
      process.umask(0o077);
      const used = await useVectorStore(
        { store: storeSchema.parse(store), isAgreed: useOptions.parse(command.opts()).agree },
        { env: loadEnv(process.env), distribution: distributionFolder(), tell: (text) => console.error(text) },
      );
      console.log(isJson(command) ? JSON.stringify(used, undefined, 2) : describeUse(used));
      if (used.left !== undefined) process.exitCode = ExitCode.failed;
    });
  vectors
    .command('status')
    .description('how the store stands, for owner and admins')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      const status = await client.get(ROUTE, statusSchema);
      print(status, describeStatus(status));
    });
  vectors
    .command('rebuild')
    .description('drop all collections and fill them again, for owner and admins')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      const done = await client.get(`${ROUTE}/rebuild`, upkeepSchema, { method: 'POST' });
      print(
        done,
        `${done.documents} documents are sent again: now for who is signed in, at the next sign-in for everybody else.`,
      );
    });
  vectors
    .command('sweep')
    .description('remove points of nobody and send what is missing, for owner and admins')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      const done = await client.get(`${ROUTE}/sweep`, upkeepSchema, { method: 'POST' });
      print(
        done,
        `Points of ${done.documents} deleted documents and ${done.collections} collections of nobody were removed. ` +
          'Who is signed in is compared now.',
      );
    });
}
