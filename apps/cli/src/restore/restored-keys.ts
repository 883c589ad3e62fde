import { NoteSigner, type NoteVerifier } from '@hearthlore/audit';
import { manifestSignerName } from '@hearthlore/backup';
import { type Env, Secret } from '@hearthlore/config';
import { deriveWorkerKey } from '@hearthlore/crypto';
import { createPool, openDatabase, OwnerTransactions } from '@hearthlore/database';
import { DrizzleInstallBundleStore, openOpsBundle, tryMasterKeys } from '@hearthlore/vault';
import { chooseMasterKeySource } from '../master-key/choose-master-key-source.js';

/** What the master key at hand is to the installation that came back. */
export type MasterKeyState = 'opens' | 'missing' | 'wrong';

export interface RestoredKeys {
  readonly masterKey: MasterKeyState;
  /** Of the installation's manifests; known where its master key is at hand. */
  readonly verifier: NoteVerifier | undefined;
}

/** Looks where the server will look, and tries what lies there. */
export async function findRestoredKeys(env: Env, appUrl: string): Promise<RestoredKeys> {
  const { source } = chooseMasterKeySource(env);
  const keys = [source.find(), source.findNext()].filter((key) => key !== undefined);
  if (keys.length === 0) return { masterKey: 'missing', verifier: undefined };
  const pool = createPool(new Secret(appUrl), { max: 2, name: 'hearthlore-restore' });
  try {
    const store = new DrizzleInstallBundleStore(new OwnerTransactions(openDatabase(pool)));
    const trial = await tryMasterKeys(store, keys);
    if (trial.outcome !== 'opened') return { masterKey: 'wrong', verifier: undefined };
    const { signingSeed } = await openOpsBundle(store, deriveWorkerKey(trial.by));
    const name = manifestSignerName(await store.installationId());
    return { masterKey: 'opens', verifier: new NoteSigner(name, signingSeed).verifier };
  } finally {
    await pool.end();
    for (const key of keys) key.fill(0);
  }
}
