import { execFile } from 'node:child_process';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensurePythonEnvironment, exists } from '../python-environment.js';

const run = promisify(execFile);

/** Exactly these, so that a new release cannot change what the tests prove. xllamacpp carries llama.cpp's HTTP server. */
const PACKAGES = ['xllamacpp==2026.10.11549', 'gguf==0.19.0', 'numpy==2.4.6'];
const SCRIPTS = import.meta.dirname;

export type TinyModel = 'words' | 'random';

export interface LanguageModelRuntime {
  readonly python: string;
  readonly models: Readonly<Record<TinyModel, string>>;
}

let installed: Promise<LanguageModelRuntime> | undefined;

/**
 * Installs llama.cpp's server in a virtual environment of its own and generates the tiny models, once per machine.
 *
 * @throws {MissingForTestsError} naming Python, its venv module or the package index, whichever is missing.
 */
export function ensureLanguageModelRuntime(): Promise<LanguageModelRuntime> {
  installed ??= install();
  return installed;
}

async function install(): Promise<LanguageModelRuntime> {
  const { folder, python } = await ensurePythonEnvironment(`llama-cpp-${PACKAGES[0]?.split('==')[1]}`, PACKAGES);
  return {
    python,
    models: { words: await model(python, folder, 'words'), random: await model(python, folder, 'random') },
  };
}

async function model(python: string, folder: string, mode: TinyModel): Promise<string> {
  const path = join(folder, `${mode}.gguf`);
  if (await exists(path)) return path;
  const building = `${path}.${process.pid}`;
  await run(python, [join(SCRIPTS, 'make_tiny_gguf.py'), building, mode]);
  await rename(building, path);
  return path;
}
