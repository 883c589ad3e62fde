import { resolve } from 'node:path';
import { loadEnv } from '@hearthlore/config';
import type { ModelProgress, ModelStore } from '@hearthlore/models';
import { ExitCode } from '../exit.js';
import { oneLine, table } from '../terminal/printable.js';
import { openModelStore } from './model-store.js';

const MEGABYTE = 1_000_000;

/** Runs one action on the store and the model that the environment names. */
export function onStore<T>(work: (store: ModelStore, id: string) => Promise<T>, id?: string): Promise<T> {
  const env = loadEnv(process.env);
  return work(openModelStore(env), id ?? env.HEARTHLORE_EMBEDDING);
}

export async function list(store: ModelStore, json: boolean): Promise<ExitCode> {
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

export async function pull(store: ModelStore, id: string): Promise<ExitCode> {
  if ((await store.check(id)).isSound) {
    console.log(`${id} is here and sound.`);
    return ExitCode.done;
  }
  await store.pull(id, { signal: interruption(), onProgress: progressLines() });
  console.log(`${id} is ready.`);
  return ExitCode.done;
}

export async function importFrom(store: ModelStore, id: string, path: string): Promise<ExitCode> {
  const source = resolve(process.env.INIT_CWD ?? '.', path);
  await store.import(id, source, { signal: interruption(), onProgress: progressLines() });
  console.log(`${id} is ready.`);
  return ExitCode.done;
}

export async function check(store: ModelStore, id: string, json: boolean): Promise<ExitCode> {
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
