import { AuditAction, type AuditLog } from '@hearthlore/audit';
import { type ErasureLedger, LedgerDamagedError, LedgerFault, tombstoneHash } from '@hearthlore/backup';
import type { Clock } from '@hearthlore/kernel';
import type { DrizzleBackupHorizon } from '../adapters/drizzle-backup-horizon.js';
import type { DrizzleErasingMembers, OpenErasure } from '../adapters/drizzle-erasing-members.js';
import { writeReceipt } from './receipt.js';
import type { ReceiptKey } from './receipt-key.js';
import type { Cleaned } from './store-cleaning.js';

/** Ends an erasure: an entry in the audit log, and the note that the member can fetch. */
export class ReceiptBook {
  constructor(
    private readonly members: DrizzleErasingMembers,
    private readonly ledger: ErasureLedger,
    private readonly sources: { readonly horizon: DrizzleBackupHorizon; readonly audit: AuditLog },
    private readonly key: ReceiptKey,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns Whether it was this call that ended it.
   * @throws {LedgerDamagedError} where the ledger has lost the line.
   */
  async write({ id, tag, counts, closedAt }: OpenErasure, cleaned: Cleaned): Promise<boolean> {
    const tagText = Buffer.from(tag).toString('hex');
    const tombstones = await this.ledger.read();
    const tombstone = tombstones.find((one) => one.tag === tagText);
    if (tombstone === undefined) throw new LedgerDamagedError(LedgerFault.truncated, tombstones.length);
    const finishedAt = this.clock.now();
    const backupsUntil = await this.sources.horizon.until(finishedAt, finishedAt);
    const lineHash = tombstoneHash(tombstone);
    const facts = { id, closedAt, finishedAt, counts, tombstone, lineHash, cleaned, backupsUntil };
    // Twice after a crash right here: the log may say it again, and never not at all.
    await this.sources.audit.append({ action: AuditAction.erasureDone, thingId: id, result: 'ok' });
    return this.members.writeReceipt(id, writeReceipt(facts, this.key));
  }
}
