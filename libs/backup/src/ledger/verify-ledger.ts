import type { Tombstone } from './erasure-ledger.js';
import { EMPTY_HEAD, hashLine, parseTombstone } from './ledger-line.js';

/** How far a ledger went once, as a backup, a receipt or a copy at the target says. */
export interface LedgerHead {
  readonly count: number;
  /** Hexadecimal SHA-256 of the last line; zeros of an empty ledger. */
  readonly head: string;
}

export const LedgerFault = {
  /** A line that no ledger writes. */
  unreadable: 'unreadable',
  /** Lines are missing before this one, or it lies out of its order. */
  gap: 'gap',
  /** It does not follow the line before it: one of the two was changed. */
  broken: 'broken',
  /** The ledger ends here, and went further once. */
  truncated: 'truncated',
  /** It is as long as it was, and not the same. */
  rewritten: 'rewritten',
} as const;
export type LedgerFault = (typeof LedgerFault)[keyof typeof LedgerFault];

export interface LedgerReport extends LedgerHead {
  /** Those before the first fault. */
  readonly tombstones: readonly Tombstone[];
  /** The first one; everything behind it is worth nothing. */
  readonly fault: { readonly kind: LedgerFault; readonly seq: number } | undefined;
}

/**
 * Holds a ledger against itself and against what is known of it. Pure: a restore and `audit verify` ask it of copies
 * from anywhere.
 *
 * @param lines Without their newlines; see `splitLedger`.
 * @param known Heads from elsewhere. Without any, a ledger that lost its end looks whole.
 */
export function verifyLedger(lines: readonly string[], known: readonly LedgerHead[] = []): LedgerReport {
  const tombstones: Tombstone[] = [];
  const heads = [EMPTY_HEAD];
  let head = EMPTY_HEAD;
  const report = (fault?: LedgerReport['fault']): LedgerReport => ({
    count: tombstones.length,
    head,
    tombstones,
    fault,
  });
  for (const [seq, line] of lines.entries()) {
    const tombstone = parseTombstone(line);
    if (tombstone === undefined) return report({ kind: LedgerFault.unreadable, seq });
    if (tombstone.seq !== seq) return report({ kind: LedgerFault.gap, seq });
    if (tombstone.previous !== head) return report({ kind: LedgerFault.broken, seq });
    tombstones.push(tombstone);
    head = hashLine(line);
    heads.push(head);
  }
  for (const one of known) {
    if (one.count > tombstones.length) return report({ kind: LedgerFault.truncated, seq: tombstones.length });
    if (heads[one.count] !== one.head) return report({ kind: LedgerFault.rewritten, seq: Math.max(0, one.count - 1) });
  }
  return report();
}

/**
 * The lines of a ledger's text. What stands behind the last newline was never acknowledged: whoever wrote it was
 * killed half-way, and it is left aside.
 */
export function splitLedger(text: string): string[] {
  const end = text.lastIndexOf('\n');
  return end < 0 ? [] : text.slice(0, end).split('\n');
}
