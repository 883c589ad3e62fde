import { execFile } from 'node:child_process';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the tests need of this machine and did not find; the message says how to get it. */
export class MissingForTestsError extends Error {
  override readonly name = 'MissingForTestsError';
}

export interface PythonEnvironment {
  /** Kept between runs: what takes long to make may be put beside the interpreter. */
  readonly folder: string;
  readonly python: string;
}

/**
 * Installs packages in a virtual environment of their own, once per machine. The folder appears by a rename when it is
 * complete, so that a run cut short leaves nothing half-made behind.
 *
 * @param name Of the folder; another set of packages needs another name.
 * @param packages Each with its version, as `name==1.2.3`: a new release must not change what the tests prove.
 * @throws {MissingForTestsError} without python3, its venv module or a package index.
 */
export async function ensurePythonEnvironment(name: string, packages: readonly string[]): Promise<PythonEnvironment> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'hearthlore-test');
  const folder = join(cache, name);
  const python = join(folder, 'bin', 'python');
  if (!(await exists(python))) {
    await mkdir(cache, { recursive: true });
    const building = `${folder}.${process.pid}`;
    await createEnvironment(building, packages);
    // A virtual environment knows its own path only in its scripts; its interpreter works after the rename.
    await rename(building, folder).catch(() => rm(building, { recursive: true, force: true }));
  }
  return { folder, python };
}

async function createEnvironment(folder: string, packages: readonly string[]): Promise<void> {
  await run('python3', ['--version']).catch((cause: unknown) => {
    throw new MissingForTestsError('python3 is missing (Debian: apt-get install python3 python3-venv)', { cause });
  });
  await run('python3', ['-m', 'venv', folder]).catch((cause: unknown) => {
    throw new MissingForTestsError('the venv module of python3 is missing (Debian: apt-get install python3-venv)', {
      cause,
    });
  });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages];
  await run(join(folder, 'bin', 'python'), pip).catch((cause: unknown) => {
    throw new MissingForTestsError(`pip could not install ${packages.join(', ')}: is a package index reachable?`, {
      cause,
    });
  });
}

export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
