import { chmod, cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const COPY = /^hearthlore-parser-(\d+)-/;
const OTHERS_READ_AND_ENTER = 0o005;
const OTHERS_ENTER = 0o001;

/** Where the parser's code lies for the user that runs it. */
export interface ReachableProgram {
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * Gives a folder that every user can read: the program's own, or a copy of it where some folder above is closed to
 * others (a checkout in root's home). The copy holds code alone, nothing of any document.
 * @param copies - Folder for the copy, itself open to every user.
 */
export async function reachableProgram(folder: string, copies = tmpdir()): Promise<ReachableProgram> {
  if (await isReachable(folder)) return { folder, remove: () => Promise.resolve() };
  await removeCopiesOfDeadProcesses(copies);
  const copy = await mkdtemp(join(copies, `hearthlore-parser-${process.pid}-`));
  await cp(folder, copy, { recursive: true });
  for (const entry of await readdir(copy, { withFileTypes: true, recursive: true }))
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o444);
  await chmod(copy, 0o755);
  return { folder: copy, remove: () => rm(copy, { recursive: true, force: true }) };
}

async function isReachable(folder: string): Promise<boolean> {
  if (!allows(await stat(folder), OTHERS_READ_AND_ENTER)) return false;
  for (let parent = dirname(folder); ; parent = dirname(parent)) {
    if (!allows(await stat(parent), OTHERS_ENTER)) return false;
    if (parent === dirname(parent)) return true;
  }
}

function allows({ mode }: { readonly mode: number }, bits: number): boolean {
  return (mode & bits) === bits;
}

/** A server that was killed could not remove its copy; the next one does. */
async function removeCopiesOfDeadProcesses(copies: string): Promise<void> {
  for (const name of await readdir(copies)) {
    const [, pid] = COPY.exec(name) ?? [];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const path = join(copies, name);
    if ((await stat(path)).uid === process.getuid?.()) await rm(path, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
