import { Command, CommanderError } from 'commander';
import { addUpCommand } from './commands/up.command.js';
import { exitCodeOf, explain } from './exit.js';

const program = new Command('hearthlore')
  .description('Private, encrypted question answering over a family’s own documents')
  .exitOverride()
  .showHelpAfterError();
addUpCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) console.error(explain(error));
  process.exitCode = exitCodeOf(error);
}
