import { type Env, loadEnv } from '@hearthlore/config';
import type { Command } from 'commander';
import type { Finding } from '../doctor/finding.js';
import { checkDataFolder, checkMasterKey, checkPostgres } from '../doctor/installation-checks.js';
import { checkCoreDumps, checkNode, checkSpace, checkSwap } from '../doctor/machine-checks.js';
import { checkEmbeddingModel, checkLanguageModel, checkPort } from '../doctor/service-checks.js';
import { ExitCode } from '../exit.js';
import { oneLine, table } from '../terminal/printable.js';
import { isJson } from './context.js';
import { openModelStore } from './models.command.js';

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('look at this machine and this installation, and say what to mend')
    .action(async (_options, command: Command) => {
      const findings = await examine(loadEnv(process.env));
      const rows = findings.map(({ name, state, message }) => [state, name, oneLine(message)]);
      console.log(isJson(command) ? JSON.stringify(findings, undefined, 2) : table(rows));
      process.exitCode = findings.some(({ state }) => state === 'fail') ? ExitCode.failed : ExitCode.done;
    });
}

async function examine(env: Env): Promise<Finding[]> {
  return [
    checkNode(),
    await checkPostgres(env),
    checkDataFolder(env.HEARTHLORE_DATA_DIR),
    checkMasterKey(env),
    await checkSpace(env.HEARTHLORE_DATA_DIR),
    await checkEmbeddingModel(openModelStore(env), env.HEARTHLORE_EMBEDDING),
    await checkLanguageModel(env),
    await checkPort(env),
    checkCoreDumps(),
    checkSwap(),
  ];
}
