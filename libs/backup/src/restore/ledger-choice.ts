import type { Tombstone } from '../ledger/erasure-ledger.js';
import { type LedgerHead, type LedgerReport, splitLedger, verifyLedger } from '../ledger/verify-ledger.js';

/** What a person says before erased accounts may come back. */
export const ACKNOWLEDGEMENT = 'somebody who was erased may come back';

export interface LedgerChoice {
  /** Everything that is known to have been erased. */
  readonly tombstones: readonly Tombstone[];
  /** The longest ledger that is whole in itself, as lines of JSON: the restored installation goes on from it. */
  readonly ledger: string;
  /** What the other one knows besides. */
  readonly others: readonly Tombstone[];
  /** Why it cannot be known whether that is all; absent where it can. */
  readonly fault: string | undefined;
}

/**
 * Puts together what is known of erasures.
 *
 * @param archived The ledger in the archive.
 * @param newest The newest that is at hand; it has to go on from the archived one.
 * @param known How far the ledger went, as other backups say.
 */
export function chooseLedger(
  archived: string,
  newest: string | undefined,
  known: readonly LedgerHead[] = [],
): LedgerChoice {
  const old = verifyLedger(splitLedger(archived));
  const now = verifyLedger(splitLedger(newest ?? ''), [old, ...known]);
  const fault = newest === undefined ? 'missing' : (old.fault?.kind ?? now.fault?.kind);
  const isNowLonger = now.count >= old.count;
  const [base, other] = isNowLonger ? [now, old] : [old, now];
  const tags = new Set(base.tombstones.map(({ tag }) => tag));
  const others = other.tombstones.filter(({ tag }) => !tags.has(tag));
  return {
    tombstones: [...base.tombstones, ...others],
    ledger: wholeLines(isNowLonger ? (newest ?? '') : archived, base),
    others,
    fault,
  };
}

/** The lines up to the first fault. */
function wholeLines(text: string, { count }: LedgerReport): string {
  return splitLedger(text)
    .slice(0, count)
    .map((line) => `${line}\n`)
    .join('');
}
