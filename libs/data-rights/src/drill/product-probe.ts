import { type DrillAccount, DrillFailedError, DrillProbe } from '@hearthlore/backup';
import { Secret } from '@hearthlore/config';
import { newKey, wipe } from '@hearthlore/crypto';
import { createPool, members, openDatabase, OwnerTransactions } from '@hearthlore/database';
import { suggestPassphrase } from '@hearthlore/identity';
import { newId, type SessionId, type UserId } from '@hearthlore/kernel';
import type { DatabaseUrls } from '@hearthlore/machine';
import {
  type AuthBundle,
  DrizzleInstallBundleStore,
  DrizzleKeySlotStore,
  DrizzleRecordSetStore,
  MemberKeys,
  MemberVault,
  NotStartedYetError,
  openAuthBundle,
  PassphraseStretcher,
  replaceLostMasterKey,
} from '@hearthlore/vault';
import { createAccount } from './drill-account.js';
import { findsPassage } from './drill-search.js';

/**
 * Uses a scratch database with the product's own code. Its bundles are replaced by throw-away ones first: the process
 * that drills has no master key, and needs none to see that accounts, records and search come back.
 */
export class ProductProbe extends DrillProbe {
  override async use(urls: DatabaseUrls): Promise<DrillAccount> {
    const pool = createPool(new Secret(urls.app), { max: 2, name: 'hearthlore-drill' });
    try {
      const transactions = new OwnerTransactions(openDatabase(pool));
      const auth = await throwAwayBundle(transactions);
      const ownerId = newId<UserId>();
      const passphrase = await suggestPassphrase();
      const recordSets = new DrizzleRecordSetStore(transactions);
      const keys = new MemberKeys(new DrizzleKeySlotStore(transactions), recordSets, new PassphraseStretcher(), auth);
      await createAccount({ transactions, keys, recordSets, auth }, ownerId, passphrase);
      const vault = await signIn(keys, ownerId, passphrase);
      if (vault === undefined) throw new DrillFailedError('drill.sign-in-failed');
      if (!(await findsPassage(transactions, recordSets, vault))) throw new DrillFailedError('drill.search-failed');
      vault.lock();
      return {
        erasureTag: await erasureTagOf(transactions, ownerId),
        signsIn: async () => (await signIn(keys, ownerId, passphrase)) !== undefined,
        close: () => pool.end(),
      };
    } catch (error) {
      await pool.end();
      throw error;
    }
  }
}

async function throwAwayBundle(transactions: OwnerTransactions): Promise<AuthBundle> {
  const store = new DrizzleInstallBundleStore(transactions);
  const masterKey = newKey();
  try {
    await replaceLostMasterKey(store, [], masterKey);
  } catch (error) {
    if (!(error instanceof NotStartedYetError)) throw error;
  }
  const auth = await openAuthBundle(store, masterKey);
  wipe(masterKey);
  return auth;
}

async function signIn(keys: MemberKeys, ownerId: UserId, passphrase: string): Promise<MemberVault | undefined> {
  const userRootKey = await keys.unlockByPassphrase(ownerId, passphrase);
  if (userRootKey === undefined) return undefined;
  return new MemberVault(ownerId, newId<SessionId>(), await keys.open(ownerId, userRootKey));
}

async function erasureTagOf(transactions: OwnerTransactions, ownerId: UserId): Promise<Uint8Array> {
  const [row] = await transactions.run(ownerId, (tx) => tx.select({ tag: members.erasureTag }).from(members));
  if (row === undefined) throw new DrillFailedError('drill.sign-in-failed');
  return row.tag;
}
