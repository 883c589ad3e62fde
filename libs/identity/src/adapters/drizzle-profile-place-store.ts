import { isUniqueViolation, members, type OwnerTransactions } from '@hearthlore/database';
import type { RecordSetId, UserId } from '@hearthlore/kernel';
import { eq } from 'drizzle-orm';
import { EmailHashTaken } from './drizzle-account-store.js';

/** Where a member's profile lies, and by which address it is looked up. */
export class DrizzleProfilePlaceStore {
  constructor(private readonly transactions: OwnerTransactions) {}

  /** @throws {EmailHashTaken} */
  async move(ownerId: UserId, profileSet: RecordSetId, emailHash: Uint8Array): Promise<void> {
    try {
      await this.transactions.run(ownerId, (tx) =>
        tx.update(members).set({ profileSet, emailHash }).where(eq(members.id, ownerId)),
      );
    } catch (error) {
      if (isUniqueViolation(error)) throw new EmailHashTaken();
      throw error;
    }
  }
}
