import type { Command } from 'commander';
import { z } from 'zod';
import { isJson } from './context.js';

const options = z.object({ workerKeyOf: z.string().optional() });

export function addInitCommand(program: Command): void {
  program
    .command('init')
    .description('write ./secrets and ./.env for services that are started one by one, as by Docker or systemd')
    .option('--worker-key-of <file>', 'write ./secrets/worker.key alone, for this master key')
    .action(async (_options, command: Command) => {
      const [{ loadEnv }, { writeSecrets, writeWorkerKey }] = await Promise.all([
        import('@hearthlore/config'),
        import('../master-key/init-secrets.js'),
      ]);
      const { workerKeyOf } = options.parse(command.opts());
      const env = loadEnv(process.env);
      const written =
        workerKeyOf === undefined ? writeSecrets(process.cwd(), env) : writeWorkerKey(process.cwd(), workerKeyOf);
      console.log(isJson(command) ? JSON.stringify({ written }, undefined, 2) : describe(written));
    });
}

function describe(written: readonly string[]): string {
  return [...written, 'Keep a copy of the master key in another place: without it, everybody needs the recovery key.']
    .map((line, at) => (at < written.length ? `written: ${line}` : line))
    .join('\n');
}
