import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { acquireLock, FolderInUseError, type FolderLock } from '@hearthlore/machine';
import { BackupFileMissingError } from '../backup.errors.js';
import { LedgerBehindTargetError } from '../ledger/ledger.errors.js';
import { splitLedger, verifyLedger } from '../ledger/verify-ledger.js';
import type { BackupTarget } from '../targets/backup-target.port.js';

/** Name of the ledger of erasures at the target: replaced after each erasure and with each backup. */
export const TARGET_LEDGER = 'ledger.jsonl';

/**
 * Puts the ledger beside the backups as it is now. Nobody appends meanwhile: an older one must not replace what an
 * erasure has just put there. Whoever is appending copies it there itself.
 *
 * @throws {LedgerBehindTargetError}
 */
export async function copyLedger(ledgerFile: string, target: BackupTarget): Promise<void> {
  const lock = tryLock(dirname(ledgerFile));
  if (lock === undefined) return;
  try {
    await replaceLedger(await readLedger(ledgerFile), target);
  } finally {
    lock.release();
  }
}

/**
 * Puts a ledger over the one beside the backups, which is all that a restore on a new machine knows of erasures.
 *
 * @throws {LedgerBehindTargetError} and nothing is replaced, where that one knows of an erasure that this one does not.
 */
export async function replaceLedger(ledger: string, target: BackupTarget): Promise<void> {
  assertGoesOn(ledger, await readTargetLedger(target));
  await target.write(TARGET_LEDGER, once(ledger));
}

/**
 * Tells before gigabytes are written what `copyLedger` would say after them.
 *
 * @throws {LedgerBehindTargetError}
 */
export async function assertLedgerGoesOn(ledgerFile: string, target: BackupTarget): Promise<void> {
  // In this order: an erasure between the two is here before it is there.
  const there = await readTargetLedger(target);
  assertGoesOn(await readLedger(ledgerFile), there);
}

/** One short text, as what a target takes. */
export async function* once(content: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(content, 'utf8'));
}

/** Lines behind a fault are worth nothing to a restore either: they hold nobody up. */
function assertGoesOn(ledger: string, there: string): void {
  const known = new Set(verifyLedger(splitLedger(ledger)).tombstones.map(({ tag }) => tag));
  const isBehind = verifyLedger(splitLedger(there)).tombstones.some(({ tag }) => !known.has(tag));
  if (isBehind) throw new LedgerBehindTargetError();
}

/** A last line without its end was never acknowledged. */
async function readLedger(file: string): Promise<string> {
  return existsSync(file) ? (await readFile(file, 'utf8')).replace(/[^\n]*$/, '') : '';
}

async function readTargetLedger(target: BackupTarget): Promise<string> {
  try {
    return await text(await target.read(TARGET_LEDGER));
  } catch (error) {
    if (error instanceof BackupFileMissingError) return '';
    throw error;
  }
}

/** @returns `undefined` while somebody else has it. */
function tryLock(folder: string): FolderLock | undefined {
  // Made where nobody was ever erased: the first erasure may be under way.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    return acquireLock(folder);
  } catch (error) {
    if (error instanceof FolderInUseError) return undefined;
    throw error;
  }
}
