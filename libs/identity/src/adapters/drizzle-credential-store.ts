import { ingestBox, type OwnerTransactions, passkeys, recordSets } from '@hearthlore/database';
import type { UserId } from '@hearthlore/kernel';
import { ne } from 'drizzle-orm';

/** Gives up ways in and what they led to. With each row goes its wrap: none of it can come back. */
export class DrizzleCredentialStore {
  constructor(private readonly transactions: OwnerTransactions) {}

  async deletePasskeys(ownerId: UserId): Promise<void> {
    await this.transactions.run(ownerId, (tx) => tx.delete(passkeys));
  }

  /** Ring, self set, documents, conversations and what waits for the next sign-in; the profile stays. */
  async deleteContent(ownerId: UserId): Promise<void> {
    await this.transactions.run(ownerId, async (tx) => {
      await tx.delete(recordSets).where(ne(recordSets.kind, 'profile'));
      await tx.delete(ingestBox);
    });
  }
}
