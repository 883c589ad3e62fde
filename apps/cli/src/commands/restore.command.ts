import { join } from 'node:path';
import { loadEnv } from '@hearthlore/config';
import type { Command } from 'commander';
import { z } from 'zod';
import { distributionFolder } from '../distribution.js';
import { isJson } from './context.js';

const options = z.object({
  identityFile: z.string(),
  ledger: z.string().optional(),
  acknowledge: z.string().optional(),
});

/** Part of `backup`, which may be there already. */
export function addRestoreCommand(program: Command): void {
  const backup =
    program.commands.find((one) => one.name() === 'backup') ??
    program.command('backup').description('encrypted copies of everything');
  backup
    .command('restore')
    .description('bring a backup into an empty data folder, while Hearthlore is stopped')
    .argument('<file>', 'the encrypted file, or its name at the configured target')
    .requiredOption('--identity-file <file>', 'the age identity that opens it')
    .option('--ledger <file>', 'the newest ledger of erasures, where it does not lie beside the file')
    .option('--acknowledge <words>', 'go on although the ledger has a gap, with the words that it asks for')
    .action(async (file: string, _options, command: Command) => {
      // Loaded here alone: other commands have no use for a database.
      const [{ restoreBackup }, { describeRestore }] = await Promise.all([
        import('../restore/restore-backup.js'),
        import('../restore/restore-report.js'),
      ]);
      process.umask(0o077);
      const report = await restoreBackup(
        { file, ...options.parse(command.opts()) },
        {
          env: loadEnv(process.env),
          migrationsFolder: join(distributionFolder(), 'migrations'),
          tell: (text) => console.error(text),
        },
      );
      console.log(isJson(command) ? JSON.stringify(report, undefined, 2) : describeRestore(report));
    });
}
