import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a new secret whole or not at all, and onto the disk before anything depends on it: a process killed half-way,
 * or a power cut a moment later, must not leave an empty file, or none, beside data that needs the secret.
 */
export function writeSecretFile(file: string, text: string, mode: number): void {
  const draft = `${file}.new`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${text}\n`, { mode, flag: 'wx', flush: true });
  renameSync(draft, file);
  syncFolder(dirname(file));
}

/** Has the names in a folder outlive a power cut (fsync(2)); Windows keeps them by itself. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
