import { execFile } from 'node:child_process';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Exactly these, so that a new release cannot change what the tests prove. xllamacpp carries llama.cpp's HTTP server. */
const PACKAGES = ['xllamacpp==2026.10.11549', 'gguf==0.19.0', 'numpy==2.4.6'];
const SCRIPTS = import.meta.dirname;

export type TinyModel = 'words' | 'random';

/** What the tests need of this machine and did not find; the message says how to get it. */
export class MissingForTestsError extends Error {
  override readonly name = 'MissingForTestsError';
}

export interface LanguageModelRuntime {
  readonly python: string;
  readonly models: Readonly<Record<TinyModel, string>>;
}

let installed: Promise<LanguageModelRuntime> | undefined;

/**
 * Installs llama.cpp's server in a virtual environment of its own and generates the tiny models, once per machine.
 * The folder appears by a rename when it is complete, so that a run cut short leaves nothing half-made behind.
 *
 * @throws {MissingForTestsError} naming Python, its venv module or the package index, whichever is missing.
 */
export function ensureLanguageModelRuntime(): Promise<LanguageModelRuntime> {
  installed ??= install();
  return installed;
}

async function install(): Promise<LanguageModelRuntime> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'hearthlore-test');
  const folder = join(cache, `llama-cpp-${PACKAGES[0]?.split('==')[1]}`);
  const python = join(folder, 'bin', 'python');
  if (!(await exists(python))) {
    await mkdir(cache, { recursive: true });
    const building = `${folder}.${process.pid}`;
    await createEnvironment(building);
    // A virtual environment knows its own path only in its scripts; its interpreter works after the rename.
    await rename(building, folder).catch(() => rm(building, { recursive: true, force: true }));
  }
  return {
    python,
    models: { words: await model(python, folder, 'words'), random: await model(python, folder, 'random') },
  };
}

async function createEnvironment(folder: string): Promise<void> {
  await run('python3', ['--version']).catch((cause: unknown) => {
    throw new MissingForTestsError('python3 is missing (Debian: apt-get install python3 python3-venv)', { cause });
  });
  await run('python3', ['-m', 'venv', folder]).catch((cause: unknown) => {
    throw new MissingForTestsError('the venv module of python3 is missing (Debian: apt-get install python3-venv)', {
      cause,
    });
  });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES];
  await run(join(folder, 'bin', 'python'), pip).catch((cause: unknown) => {
    throw new MissingForTestsError(`pip could not install ${PACKAGES.join(', ')}: is a package index reachable?`, {
      cause,
    });
  });
}

async function model(python: string, folder: string, mode: TinyModel): Promise<string> {
  const path = join(folder, `${mode}.gguf`);
  if (await exists(path)) return path;
  const building = `${path}.${process.pid}`;
  await run(python, [join(SCRIPTS, 'make_tiny_gguf.py'), building, mode]);
  await rename(building, path);
  return path;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
