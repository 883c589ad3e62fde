import type { UserId } from '@hearthlore/kernel';
import type { AuditPage, DrizzleAuditReader, ReadEntry } from '../adapters/drizzle-audit-reader.js';
import type { NoteVerifier } from '../checkpoints/note-key.js';
import type { AuditAction } from '../entries/audit-action.js';
import { type AuditEntry, parseEntry } from '../entries/audit-entry.js';
import type { OpenAuditLog } from '../journal/open-audit-log.js';
import type { AuditStore } from '../ports/audit-store.port.js';
import type { ExportLine } from './export-line.js';

/** Rows of an export that are in memory at a time. */
const EXPORT_PAGE = 1000;

/** An entry as found. */
export interface ReportedEntry extends ReadEntry {
  /** Absent where the text is no entry, as after a change from outside. */
  readonly entry: AuditEntry | undefined;
}

export interface AuditPageResult {
  readonly entries: readonly ReportedEntry[];
  /** For the next page; absent on the last one. */
  readonly next: number | undefined;
}

export interface AuditHead {
  readonly size: number;
  readonly verifier: NoteVerifier;
  readonly isIntact: boolean;
  /** The newest signed note, to keep elsewhere, and how many entries it is of; absent before the first. */
  readonly checkpoint: { readonly size: number; readonly note: string } | undefined;
}

/** What may be read of the log, by whom. */
export class AuditReports {
  constructor(
    private readonly reader: DrizzleAuditReader,
    private readonly store: AuditStore,
    private readonly audit: Pick<OpenAuditLog, 'members' | 'verifier' | 'isIntact'>,
  ) {}

  /** For an active owner or admin: everybody's entries, with tags in the place of names. */
  async list(
    callerId: UserId,
    page: AuditPage & { readonly action?: AuditAction | undefined },
  ): Promise<AuditPageResult> {
    return toPage(await this.reader.list(callerId, { ...page, limit: page.limit + 1 }), page.limit);
  }

  /** What a member did, and what was done to them. */
  async listOwn(memberId: UserId, page: AuditPage): Promise<AuditPageResult> {
    const tag = await this.audit.members.find(memberId);
    if (tag === undefined) return { entries: [], next: undefined };
    return toPage(await this.reader.listOwn(memberId, tag, { ...page, limit: page.limit + 1 }), page.limit);
  }

  /** @returns The tag that stands for this member in the log, in hexadecimal. */
  async tagOf(memberId: UserId): Promise<string | undefined> {
    const tag = await this.audit.members.find(memberId);
    return tag && Buffer.from(tag).toString('hex');
  }

  async head(): Promise<AuditHead> {
    const [size, last] = await Promise.all([this.store.size(), this.store.findLastCheckpoint()]);
    return { size, verifier: this.audit.verifier, isIntact: this.audit.isIntact(), checkpoint: last };
  }

  /** The log as it is now, to be checked elsewhere; what is appended meanwhile is not in it. */
  async *export(callerId: UserId): AsyncGenerator<ExportLine> {
    // In this order: each checkpoint is of entries that are within the size.
    const notes = await this.reader.listCheckpoints(callerId);
    const size = await this.store.size();
    const { verifier } = this.audit;
    const bodyDays = await this.reader.bodyDays(callerId);
    yield { kind: 'log', origin: verifier.name, verifierKey: String(verifier), size, bodyDays };
    for (const note of notes) yield { kind: 'checkpoint', note };
    let entries = 0;
    for (let next = 0; next < size; ) {
      const rows = await this.reader.listForExport(callerId, next, EXPORT_PAGE);
      for (const { seq, leaf, text, actor, object } of rows) {
        if (seq >= size) break;
        yield {
          kind: 'entry',
          seq,
          leaf: Buffer.from(leaf).toString('base64'),
          entry: text,
          actor: actor && Buffer.from(actor).toString('hex'),
          object: object && Buffer.from(object).toString('hex'),
        };
        entries += 1;
      }
      next = (rows.at(-1)?.seq ?? size) + 1;
    }
    yield { kind: 'end', entries };
  }
}

function toPage(found: readonly ReadEntry[], limit: number): AuditPageResult {
  const entries = found.slice(0, limit).map((read) => ({ ...read, entry: parseEntry(read.text) }));
  return { entries, next: found.length > limit ? entries.at(-1)?.seq : undefined };
}
