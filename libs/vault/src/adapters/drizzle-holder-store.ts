import type { OwnerTransactions } from '@hearthlore/database';
import { sql } from 'drizzle-orm';
import { HolderStore } from '../ports/holder-store.port.js';
import type { VaultHolderId } from '../unlocking/member-vault.js';

export class DrizzleHolderStore extends HolderStore {
  constructor(private readonly transactions: OwnerTransactions) {
    super();
  }

  override async findEnded(holders: readonly VaultHolderId[]): Promise<VaultHolderId[]> {
    const found = await this.transactions.runWithoutOwner((tx) =>
      tx.execute<{ id: VaultHolderId }>(
        sql`select find_ended as id from find_ended(${sql.param([...holders])}::uuid[])`,
      ),
    );
    return found.rows.map(({ id }) => id);
  }
}
