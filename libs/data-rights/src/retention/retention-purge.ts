import type { Clock } from '@hearthlore/kernel';
import { DrizzlePurge, PURGED, type Purged } from '../adapters/drizzle-purge.js';
import { DrizzleRetentionBooks } from '../adapters/drizzle-retention-books.js';
import { CLOCK_UNSTEADY } from './retention.errors.js';
import { DAY } from './retention-rule.js';

export type PurgeCounts = Readonly<Record<Purged, number>>;

/** Counts and dates: it lies in a queue, and a manager reads it. */
export interface PurgeReport {
  /** ISO 8601. */
  readonly at: string;
  readonly counts: PurgeCounts;
  /** Conversations whose overdue messages wait for their owner's keys. */
  readonly waiting: number;
}

export interface PurgePreview extends PurgeReport {
  readonly inSevenDays: PurgeCounts;
  readonly inThirtyDays: PurgeCounts;
  /** While the clock is not trusted: when it will be. */
  readonly steadyAt: string | null;
}

export interface PurgeRefusal {
  readonly at: string;
  readonly steadyAt: string;
}

/**
 * Takes what is overdue: documents, conversations, exports, texts of the audit log, ended sessions, counts of use. Knows
 * no key and reads no content. Killed anywhere, or run twice at once, it leaves the same as one run that was let be.
 */
export class RetentionPurge {
  readonly #books: DrizzleRetentionBooks;
  readonly #purge: DrizzlePurge;

  constructor(
    transactions: ConstructorParameters<typeof DrizzlePurge>[0],
    private readonly clock: Clock,
  ) {
    this.#books = new DrizzleRetentionBooks(transactions);
    this.#purge = new DrizzlePurge(transactions);
  }

  async preview(): Promise<PurgePreview> {
    const now = this.clock.now();
    const { steadyAt } = await this.#books.watchClock(now);
    const rules = await this.#books.rules();
    const after = (days: number) => this.#purge.count(rules, new Date(now.getTime() + days * DAY));
    const { waiting, ...counts } = await after(0);
    const { waiting: _soon, ...inSevenDays } = await after(7);
    const { waiting: _later, ...inThirtyDays } = await after(30);
    return {
      at: now.toISOString(),
      counts,
      waiting,
      inSevenDays,
      inThirtyDays,
      steadyAt: steadyAt?.toISOString() ?? null,
    };
  }

  /** @param signal Aborted where the process has to end: the rest is left to the next run. */
  async run(trigger: 'schedule' | 'manager', signal?: AbortSignal): Promise<PurgeReport | PurgeRefusal> {
    const now = this.clock.now();
    const at = now.toISOString();
    const clock = await this.#books.watchClock(now);
    if (clock.steadyAt !== undefined) {
      const refusal = { at, steadyAt: clock.steadyAt.toISOString() };
      await this.#books.noteRefusal(CLOCK_UNSTEADY, trigger, clock, now);
      return refusal;
    }
    const run = await this.#books.begin(trigger, now);
    const counts: Record<Purged, number> = {
      documents: 0,
      conversations: 0,
      exports: 0,
      'audit-bodies': 0,
      sessions: 0,
      usage: 0,
      jobs: 0,
    };
    for (const kind of PURGED)
      for (let taken = -1; taken !== 0; counts[kind] += taken) {
        signal?.throwIfAborted();
        // Anew each time: a rule that is taken back takes no more.
        taken = await this.#purge.takeBatch(kind, await this.#books.rules(), now, run);
      }
    const { waiting } = await this.#purge.count(await this.#books.rules(), now);
    await this.#books.finish(run, this.clock.now(), waiting);
    return { at, counts, waiting };
  }
}
