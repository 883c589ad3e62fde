import type { Command } from 'commander';

export function addUpCommand(program: Command): void {
  program
    .command('up')
    .description('start the database, the server and the worker, and keep them together until stopped')
    .option('--stop-with-parent', 'stop when the process that started this one is gone')
    .action(async (options: { stopWithParent?: true }) => {
      // Loaded here alone: other commands have no use for a database, nor this one for theirs.
      const { up } = await import('../supervisor/up.js');
      process.exitCode = await up(options.stopWithParent ?? false);
    });
}
