import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerFault, LedgerReport } from '@hearthlore/backup';
import { WrongUseError } from '../client/client.errors.js';

const TEXTS = {
  unreadable: 'is no line of a ledger',
  gap: 'is not the one that belongs there: lines are missing or out of their order',
  broken: 'does not follow the line before it: one of the two was changed',
  truncated: 'is missing, and was there once',
  rewritten: 'is not what it was',
} as const satisfies Record<LedgerFault, string>;

export interface LedgerSources {
  /** Named by the person; else it is looked for in the data folder of this machine. */
  readonly file: string | undefined;
  /** From elsewhere: the one at the backup target goes as far as this one, unless one of them lost its end. */
  readonly copies: readonly string[];
  readonly dataDir: string;
  /** How many erasures the audit log knows: the ledger has a line for each of them. */
  readonly erased: number;
}

/**
 * Holds the ledger of erasures against itself, against copies, and against the audit log.
 *
 * @returns `undefined` where nobody named a file and there is none: this machine is not the server.
 * @throws {WrongUseError} for a file that is not there, or a copy that is none.
 */
export async function checkLedger({ file, copies, dataDir, erased }: LedgerSources): Promise<LedgerReport | undefined> {
  // A heavy library for a check that few ask for.
  const { LedgerFault, ledgerFile, splitLedger, verifyLedger } = await import('@hearthlore/backup');
  const place = file ?? ledgerFile(dataDir);
  const isThere = existsSync(place);
  if (!isThere && (file !== undefined || copies.length > 0)) throw new WrongUseError(`There is no file ${place}.`);
  // The server of this data folder has written a log and may have lost its ledger; another machine has neither.
  if (!isThere && !existsSync(join(dataDir, 'audit'))) return undefined;
  const known = copies.map((copy) => {
    if (!existsSync(copy)) throw new WrongUseError(`There is no file ${copy}.`);
    const report = verifyLedger(splitLedger(readFileSync(copy, 'utf8')));
    if (report.fault !== undefined) throw new WrongUseError(`${copy} is no whole ledger of erasures.`);
    return report;
  });
  const report = verifyLedger(splitLedger(isThere ? readFileSync(place, 'utf8') : ''), known);
  if (report.fault !== undefined || report.count >= erased) return report;
  return { ...report, fault: { kind: LedgerFault.truncated, seq: report.count } };
}

/** What a program reads. */
export function summaryOf({ count, head, fault }: LedgerReport): object {
  return { count, head, isWhole: fault === undefined, ...(fault && { fault }) };
}

/** What a person reads. */
export function describeLedger({ count, head, fault }: LedgerReport): string {
  if (fault !== undefined) return `THE LEDGER OF ERASURES WAS CHANGED. Line ${fault.seq + 1} ${TEXTS[fault.kind]}.`;
  return `The ledger of erasures is whole: ${count} lines${count === 0 ? '' : `, the last with hash ${head}`}.`;
}
