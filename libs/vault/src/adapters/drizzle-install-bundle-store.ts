import { installation, installBundles, type OwnerTransactions } from '@hearthlore/database';
import type { Id } from '@hearthlore/kernel';
import { eq } from 'drizzle-orm';
import { type BundleKind, InstallBundleStore, type WrappedBundle } from '../ports/install-bundle-store.port.js';

/** Any transaction will do: the bundles belong to the installation, not to a member. */
type Transactions = Pick<OwnerTransactions, 'runWithoutOwner'>;

export class DrizzleInstallBundleStore extends InstallBundleStore {
  constructor(private readonly transactions: Transactions) {
    super();
  }

  override async installationId(): Promise<Id<'installation'>> {
    const [row] = await this.transactions.runWithoutOwner((tx) =>
      tx.select({ id: installation.id }).from(installation),
    );
    if (row === undefined) throw new RangeError('the database was not migrated');
    return row.id;
  }

  override async find(kind: BundleKind): Promise<WrappedBundle | undefined> {
    const [row] = await this.transactions.runWithoutOwner((tx) =>
      tx.select().from(installBundles).where(eq(installBundles.kind, kind)),
    );
    return row;
  }

  override async insertIfAbsent(bundles: readonly WrappedBundle[]): Promise<void> {
    await this.transactions.runWithoutOwner((tx) =>
      tx
        .insert(installBundles)
        .values([...bundles])
        .onConflictDoNothing(),
    );
  }
}
