import type { OwnerTransactions } from '@hearthlore/database';
import { DrizzleErasureStore, OrderedErasures, OwnErasure, ReceiptKey } from '@hearthlore/data-rights';
import type { AccountJournal, AccountsService } from '@hearthlore/identity';
import type { Clock } from '@hearthlore/kernel';
import type { InstallBundleStore, OpsBundle } from '@hearthlore/vault';
import type { PlatformFamily } from './platform-family.js';

export interface PlatformErasure {
  readonly own: OwnErasure;
  readonly ordered: OrderedErasures;
  readonly key: ReceiptKey;
}

export interface ErasureNeeds {
  readonly transactions: OwnerTransactions;
  readonly accounts: AccountsService;
  readonly family: PlatformFamily;
  readonly journal: AccountJournal;
  readonly bundles: InstallBundleStore;
  readonly ops: OpsBundle;
  readonly clock: Clock;
}

/** Wishes for erasures; the worker fulfils them. */
export async function openPlatformErasure(needs: ErasureNeeds): Promise<PlatformErasure> {
  const { accounts, family, journal, clock } = needs;
  const store = new DrizzleErasureStore(needs.transactions);
  return {
    own: new OwnErasure(store, accounts, journal, clock),
    ordered: new OrderedErasures(store, family.members, family.directory, journal, clock),
    key: new ReceiptKey(await needs.bundles.installationId(), needs.ops.signingSeed),
  };
}
