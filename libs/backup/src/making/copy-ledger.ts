import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { acquireLock, FolderInUseError, type FolderLock } from '@hearthlore/machine';
import type { BackupTarget } from '../targets/backup-target.port.js';

/** Name of the ledger of erasures at the target: replaced after each erasure and with each backup. */
export const TARGET_LEDGER = 'ledger.jsonl';

/**
 * Puts the ledger beside the backups as it is now. Nobody appends meanwhile: an older one must not replace what an
 * erasure has just put there. Whoever is appending copies it there itself.
 */
export async function copyLedger(ledgerFile: string, target: BackupTarget): Promise<void> {
  const lock = tryLock(dirname(ledgerFile));
  if (lock === 'busy') return;
  try {
    const text = existsSync(ledgerFile) ? await readFile(ledgerFile, 'utf8') : '';
    // A last line without its end was never acknowledged.
    await target.write(TARGET_LEDGER, once(text.replace(/[^\n]*$/, '')));
  } finally {
    lock?.release();
  }
}

function tryLock(folder: string): FolderLock | 'busy' | undefined {
  // Nobody was ever erased: there is nothing that could change.
  if (!existsSync(folder)) return undefined;
  try {
    return acquireLock(folder);
  } catch (error) {
    if (error instanceof FolderInUseError) return 'busy';
    throw error;
  }
}

/** One short text, as what a target takes. */
export async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text, 'utf8'));
}
