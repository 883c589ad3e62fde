import { type OwnerTransactions, retentionRules } from '@hearthlore/database';
import type { UserId } from '@hearthlore/kernel';
import { eq, sql } from 'drizzle-orm';
import type { AuditAction } from '../entries/audit-action.js';

export interface AuditPage {
  /** Entries below this number; the newest ones where absent. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface ReadEntry {
  readonly seq: number;
  readonly text: string;
}

/** A row as it lies there, for whoever recomputes the log. */
export interface ExportedEntry {
  readonly seq: number;
  readonly leaf: Uint8Array;
  readonly text: string | null;
  readonly actor: Uint8Array | null;
  readonly object: Uint8Array | null;
}

/** How long the texts of entries stay where nobody set anything (security.md §6: two years). */
export const AUDIT_BODY_DAYS = 730;

type EntryRow = Record<'seq' | 'entry', string>;
interface ExportRow extends Record<string, unknown> {
  readonly seq: string;
  readonly leaf: Buffer;
  readonly entry: string | null;
  readonly actor: Buffer | null;
  readonly object: Buffer | null;
}

const toReadEntry = ({ seq, entry }: EntryRow): ReadEntry => ({ seq: Number(seq), text: entry });

/** Reads the log as somebody: the functions of the database decide what they may see. */
export class DrizzleAuditReader {
  constructor(private readonly transactions: OwnerTransactions) {}

  /** @returns Newest first; nothing for anybody but an active owner or admin. */
  async list(callerId: UserId, page: AuditPage & { readonly action?: AuditAction | undefined }): Promise<ReadEntry[]> {
    const { before, limit, action } = page;
    const { rows } = await this.transactions.run(callerId, (tx) =>
      tx.execute<EntryRow>(sql`select seq, entry from list_audit(${before ?? null}, ${limit}, ${action ?? null})`),
    );
    return rows.map(toReadEntry);
  }

  /** @param tag The caller's own. @returns Newest first. */
  async listOwn(callerId: UserId, tag: Uint8Array, { before, limit }: AuditPage): Promise<ReadEntry[]> {
    const { rows } = await this.transactions.run(callerId, (tx) =>
      tx.execute<EntryRow>(
        sql`select seq, entry from list_own_audit(${Buffer.from(tag)}, ${before ?? null}, ${limit})`,
      ),
    );
    return rows.map(toReadEntry);
  }

  /** @returns Oldest first, from number `first` on; nothing for anybody but an active owner or admin. */
  async listForExport(callerId: UserId, first: number, limit: number): Promise<ExportedEntry[]> {
    const { rows } = await this.transactions.run(callerId, (tx) =>
      tx.execute<ExportRow>(sql`select seq, leaf, entry, actor, object from export_audit(${first}, ${limit})`),
    );
    return rows.map(({ seq, leaf, entry, actor, object }) => ({
      seq: Number(seq),
      leaf: new Uint8Array(leaf),
      text: entry,
      actor: actor && new Uint8Array(actor),
      object: object && new Uint8Array(object),
    }));
  }

  /** @returns After how many days the texts of entries go; `null` for never. */
  async bodyDays(callerId: UserId): Promise<number | null> {
    const [rule] = await this.transactions.run(callerId, (tx) =>
      tx.select({ days: retentionRules.days }).from(retentionRules).where(eq(retentionRules.kind, 'audit-bodies')),
    );
    return rule === undefined ? AUDIT_BODY_DAYS : rule.days;
  }

  /** @returns Signed notes, oldest first. */
  async listCheckpoints(callerId: UserId): Promise<string[]> {
    const { rows } = await this.transactions.run(callerId, (tx) =>
      tx.execute<{ note: string }>(sql`select note from list_audit_checkpoints()`),
    );
    return rows.map(({ note }) => note);
  }
}
