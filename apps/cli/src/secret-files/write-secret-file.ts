import { renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes a new secret whole or not at all, and onto the disk before anything depends on it: a process killed half-way,
 * or a power cut a moment later, must not leave an empty file beside data that needs the secret.
 */
export function writeSecretFile(file: string, text: string, mode: number): void {
  const draft = `${file}.new`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${text}\n`, { mode, flag: 'wx', flush: true });
  renameSync(draft, file);
}
