import { type ErasureLedger, tombstoneHash } from '@hearthlore/backup';
import type { UserId } from '@hearthlore/kernel';
import type { DrizzleErasingMembers, DueErasure } from '../adapters/drizzle-erasing-members.js';
import type { ReceiptBook } from './receipt-book.js';
import type { StoreCleaning } from './store-cleaning.js';

/** What the queues know of a member. */
export interface MemberQueueEntries {
  /** Jobs that wait, failed or are done. @returns How many there were. */
  removeOf(ownerId: UserId): Promise<number>;
}

/** What a vector store outside of the database has of a member. */
export interface MemberPoints {
  /** @throws {AppError} while nobody can tell. */
  countOf(ownerId: UserId): Promise<number>;
  /** All of it is gone when this returns. */
  dropOf(ownerId: UserId): Promise<void>;
}

/** Where something of a member is besides the rows of members. */
export interface MemberPlaces {
  readonly queues: MemberQueueEntries;
  readonly points: MemberPoints;
}

/** How many accounts are gone. */
export interface ErasureReport {
  readonly erased: number;
  /** When the clock can be trusted, should it go on like this; absent where it can be now. */
  readonly steadyAt?: string;
}

/**
 * Erases whoever is due, in an order in which a run that dies anywhere is finished by the next one: the account is
 * closed, the ledger says so here and at the backup target, the keys go, then everything that they opened, then what a
 * vector store has, then the row, then what the database's files still hold of it; the receipt comes last. [Note: Erasure]
 */
export class ErasureRun {
  constructor(
    private readonly members: DrizzleErasingMembers,
    private readonly ledger: ErasureLedger,
    private readonly places: MemberPlaces,
    private readonly cleaning: StoreCleaning,
    private readonly receipts: ReceiptBook,
  ) {}

  /**
   * @throws {LedgerDamagedError} @throws {LedgerNotMirroredError} @throws {ErasureWaitsError}
   * @throws {VectorStoreUnavailableError} @throws {PointsOutOfReachError} The next run goes on.
   */
  async run(signal: AbortSignal = new AbortController().signal): Promise<ErasureReport> {
    for (const due of await this.members.listDue()) await this.#erase(due, signal);
    const open = await this.members.listOpen();
    if (open.length === 0) return { erased: 0 };
    const cleaned = await this.cleaning.run(signal);
    let erased = 0;
    for (const one of open) if (await this.receipts.write(one, cleaned)) erased += 1;
    return { erased };
  }

  async #erase(due: DueErasure, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const tag = await this.members.close(due);
    if (tag === undefined) return;
    const tombstone = await this.ledger.append({ tag: Buffer.from(tag).toString('hex'), reason: due.reason });
    const head = new Uint8Array(Buffer.from(tombstoneHash(tombstone), 'hex'));
    await this.members.noteTombstone(due.id, { count: tombstone.seq + 1, head });
    await this.members.deleteKeys(due);
    while (await this.members.deleteSets(due)) signal.throwIfAborted();
    await this.#dropPoints(due);
    await this.places.queues.removeOf(due.ownerId);
    await this.members.deleteMember(due);
  }

  /** Nothing is left by now that points could be made from again. */
  async #dropPoints(due: DueErasure): Promise<void> {
    const { points } = this.places;
    await this.members.notePoints(due.id, await points.countOf(due.ownerId));
    await points.dropOf(due.ownerId);
    await this.members.deletePoints(due);
  }
}
