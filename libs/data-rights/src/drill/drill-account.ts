import type { OwnerTransactions } from '@hearthlore/database';
import { AccountsService, DrizzleAccountStore, Profiles } from '@hearthlore/identity';
import type { UserId } from '@hearthlore/kernel';
import type { AuthBundle, MemberKeys, RecordSetStore } from '@hearthlore/vault';

export interface DrillAccountParts {
  readonly transactions: OwnerTransactions;
  readonly keys: MemberKeys;
  readonly recordSets: RecordSetStore;
  readonly auth: AuthBundle;
}

/** Makes the account that a drill signs in with, the way an accepted invitation does. */
export async function createAccount(parts: DrillAccountParts, id: UserId, passphrase: string): Promise<void> {
  const { transactions, keys, recordSets, auth } = parts;
  const accounts = new AccountsService(
    new DrizzleAccountStore(transactions),
    new Profiles(recordSets, auth),
    keys,
    auth,
  );
  const prepared = await keys.prepare(id, passphrase);
  // Reserved for examples (RFC 2606): nobody's address, whatever the members' are.
  const account = { id, name: 'Drill', email: `${id}@drill.example`, role: 'member', state: 'active' } as const;
  await transactions.run(id, () => accounts.create(account, prepared));
}
