import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '../../dist/apps/cli/main.js');

export interface RestoreWanted {
  /** The encrypted file. */
  readonly file: string;
  readonly identityFile: string;
  /** A data folder that is empty, but for a master key that was brought. */
  readonly into: string;
}

/** `hearthlore backup restore`, under way; somebody has to read what it says. */
export function startRestore({ file, identityFile, into }: RestoreWanted): ChildProcess {
  const { PATH, HOME } = process.env;
  const args = [PROGRAM, 'backup', 'restore', file, '--identity-file', identityFile];
  const env = { PATH, HOME, HEARTHLORE_DATA_DIR: into };
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
}

/** @returns The exit code, and what it said. */
export async function restore(wanted: RestoreWanted): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = startRestore(wanted);
  const ended = once(child, 'exit');
  let said = '';
  for await (const chunk of child.stderr ?? []) said += String(chunk);
  await ended;
  return { code: child.exitCode, said };
}

/** @throws with what it said, when it did not bring everything back. */
export async function restoreWhole(wanted: RestoreWanted): Promise<void> {
  const { code, said } = await restore(wanted);
  if (code !== 0) throw new Error(`the restore ended with ${code}: ${said}`);
}

/** The one thing that is in no backup. */
export function bringMasterKey(from: string, into: string): void {
  mkdirSync(join(into, 'secrets'), { recursive: true, mode: 0o700 });
  copyFileSync(join(from, 'secrets', 'master.key'), join(into, 'secrets', 'master.key'));
}
