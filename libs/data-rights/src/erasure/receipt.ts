import { signNote } from '@hearthlore/audit';
import type { Tombstone } from '@hearthlore/backup';
import type { ErasureId } from '@hearthlore/kernel';
import type { Counts } from '../adapters/drizzle-erasing-members.js';
import type { ReceiptKey } from './receipt-key.js';
import type { Cleaned } from './store-cleaning.js';

export interface ReceiptFacts {
  readonly id: ErasureId;
  readonly closedAt: Date;
  readonly finishedAt: Date;
  readonly counts: Counts;
  readonly tombstone: Tombstone;
  /** Hexadecimal SHA-256 of the tombstone's line. */
  readonly lineHash: string;
  readonly cleaned: Cleaned;
  /** When the last backup is gone that has the wrapped keys. */
  readonly backupsUntil: Date | undefined;
}

const WITH_BACKUPS =
  'Until then, somebody with one of these backups, its age identity, the master key of the installation and your ' +
  'passphrase, or with the backup, its identity and your recovery key, could still open what it holds.';
const WITHOUT_BACKUPS = 'No backup of this installation holds your wrapped keys.';

/**
 * A note that says what is gone, and until when what is elsewhere could still be opened. It names nobody: whoever holds
 * it knows whose it is. Its first line is the name of the key, its second one JSON.
 */
export function writeReceipt(facts: ReceiptFacts, key: ReceiptKey): string {
  const { id, closedAt, finishedAt, counts, tombstone, lineHash, cleaned, backupsUntil } = facts;
  const receipt = {
    v: 1,
    erasure: id,
    reason: tombstone.reason,
    closedAt: closedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    counts: Object.fromEntries(Object.entries(counts).toSorted(([one], [other]) => (one < other ? -1 : 1))),
    ledger: { line: tombstone.seq, sha256: lineHash, previous: tombstone.previous },
    database: cleaned,
    backups: {
      until: backupsUntil?.toISOString() ?? null,
      meaning: backupsUntil === undefined ? WITHOUT_BACKUPS : WITH_BACKUPS,
    },
  };
  return signNote(`${key.signer.verifier.name}\n${JSON.stringify(receipt)}\n`, key.signer);
}
