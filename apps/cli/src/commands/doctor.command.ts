import type { Command } from 'commander';
import { ExitCode } from '../exit.js';
import { oneLine, table } from '../terminal/printable.js';
import { isJson } from './context.js';

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('look at this machine and this installation, and say what to mend')
    .action(async (_options, command: Command) => {
      const [{ loadEnv }, { examine }] = await Promise.all([
        import('@hearthlore/config'),
        import('../doctor/examine.js'),
      ]);
      const findings = await examine(loadEnv(process.env));
      const rows = findings.map(({ name, state, message }) => [state, name, oneLine(message)]);
      console.log(isJson(command) ? JSON.stringify(findings, undefined, 2) : table(rows));
      process.exitCode = findings.some(({ state }) => state === 'fail') ? ExitCode.failed : ExitCode.done;
    });
}
