import {
  installation,
  installBundles,
  type OwnerTransactions,
  retiredInstallBundles,
  type Transaction,
} from '@hearthlore/database';
import type { Id } from '@hearthlore/kernel';
import { eq, sql } from 'drizzle-orm';
import { type BundleKind, InstallBundleStore, type WrappedBundle } from '../ports/install-bundle-store.port.js';

/** Any transaction will do: the bundles belong to the installation, not to a member. */
type Transactions = Pick<OwnerTransactions, 'runWithoutOwner'>;

const columns = {
  kind: installBundles.kind,
  masterVersion: installBundles.masterVersion,
  wrapped: installBundles.wrapped,
};

export class DrizzleInstallBundleStore extends InstallBundleStore {
  constructor(private readonly transactions: Transactions) {
    super();
  }

  override installationId(): Promise<Id<'installation'>> {
    return this.#installation('id');
  }

  override async find(kind: BundleKind): Promise<WrappedBundle | undefined> {
    const [row] = await this.#run((tx) => tx.select(columns).from(installBundles).where(eq(installBundles.kind, kind)));
    return row;
  }

  override async isInUse(): Promise<boolean> {
    return (await this.#installation('setUpAt')) !== null || (await this.#hasMembers());
  }

  override exclusively<T>(work: (bundles: readonly WrappedBundle[]) => Promise<T>): Promise<T> {
    return this.#run(async (tx) => {
      // The installation's row is always there to be locked: two first starts at once make one pair of bundles.
      await tx.select({ id: installation.id }).from(installation).for('update');
      return work(await tx.select(columns).from(installBundles).orderBy(installBundles.kind).for('update'));
    });
  }

  override async put(bundles: readonly WrappedBundle[]): Promise<void> {
    const { masterVersion, wrapped } = { masterVersion: sql`excluded.master_version`, wrapped: sql`excluded.wrapped` };
    await this.#run((tx) =>
      tx
        .insert(installBundles)
        .values([...bundles])
        .onConflictDoUpdate({ target: installBundles.kind, set: { masterVersion, wrapped } }),
    );
  }

  override async retire(bundles: readonly WrappedBundle[]): Promise<void> {
    if (bundles.length === 0) return;
    await this.#run((tx) => tx.insert(retiredInstallBundles).values([...bundles]));
  }

  override async listRetiredVersions(): Promise<number[]> {
    const rows = await this.#run((tx) =>
      tx.select({ version: retiredInstallBundles.masterVersion }).from(retiredInstallBundles),
    );
    return [...new Set(rows.map(({ version }) => version))];
  }

  override async countPeppers(): Promise<ReadonlyMap<number, number>> {
    const { rows } = await this.#run((tx) =>
      tx.execute<{ version: number; members: number }>(
        sql`select pepper_version as version, members from count_peppers()`,
      ),
    );
    return new Map(rows.map(({ version, members }) => [version, members]));
  }

  override knownMasterVersion(): Promise<number> {
    return this.#installation('knownMasterVersion');
  }

  override async noteMasterVersion(version: number): Promise<void> {
    await this.#run((tx) => tx.update(installation).set({ knownMasterVersion: version }));
  }

  /** Column by column: the worker's role may read the id alone. */
  async #installation<T extends 'id' | 'setUpAt' | 'knownMasterVersion'>(column: T) {
    const [row] = await this.#run((tx) => tx.select({ value: installation[column] }).from(installation));
    if (row === undefined) throw new RangeError('the database was not migrated');
    return row.value;
  }

  async #hasMembers(): Promise<boolean> {
    const { rows } = await this.#run((tx) => tx.execute<{ found: boolean }>(sql`select has_members() as found`));
    return rows[0]?.found ?? false;
  }

  #run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.transactions.runWithoutOwner(work);
  }
}
