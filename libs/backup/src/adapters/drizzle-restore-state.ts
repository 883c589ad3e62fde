import { installation, type Transaction } from '@hearthlore/database';
import type { Clock } from '@hearthlore/kernel';

/** How long an answer holds, in milliseconds: every request asks. */
const FRESH = 1_000;

/** Any connection will do: this belongs to the installation, not to a member. */
export interface RestoreStateTransactions {
  runWithoutOwner<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
}

/** Whether the database came out of a backup, and the erasures since are still to be repeated. */
export class DrizzleRestoreState {
  #known: { readonly isOpen: boolean; readonly at: number } | undefined;
  #asking: Promise<boolean> | undefined;

  constructor(
    private readonly transactions: RestoreStateTransactions,
    private readonly clock: Clock,
  ) {}

  /** A database that does not answer says nothing new: what needs it fails by itself. */
  async isOpen(): Promise<boolean> {
    const now = this.clock.now().getTime();
    if (this.#known !== undefined && Math.abs(now - this.#known.at) < FRESH) return this.#known.isOpen;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    try {
      const isOpen = await this.#asking;
      this.#known = { isOpen, at: now };
      return isOpen;
    } catch (error) {
      if (this.#known === undefined) throw error;
      return this.#known.isOpen;
    }
  }

  #ask(): Promise<boolean> {
    return this.transactions.runWithoutOwner(async (tx) => {
      const [row] = await tx.select({ restoredAt: installation.restoredAt }).from(installation);
      return row?.restoredAt === null;
    });
  }
}
