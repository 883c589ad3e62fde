import { type Env, qdrantPlace, Secret } from '@hearthlore/config';
import { deriveWorkerKey } from '@hearthlore/crypto';
import { createPool, openDatabase, OwnerTransactions } from '@hearthlore/database';
import { AppError } from '@hearthlore/kernel';
import { PointNames, QdrantServer } from '@hearthlore/qdrant';
import { DrizzleInstallBundleStore, openOpsBundle } from '@hearthlore/vault';
import { chooseMasterKeySource } from '../master-key/choose-master-key-source.js';

/** What became of an installation's collections. */
export interface Dropped {
  readonly dropped: number;
  /** Why some may be left; they are the worker's to drop then. */
  readonly left: string | undefined;
}

/** Drops every collection of this installation, and of no other one: their names begin with a tag under the tenant key. */
export async function dropOwnCollections(env: Env, appUrl: string): Promise<Dropped> {
  const place = qdrantPlace(env);
  if (place === undefined) return { dropped: 0, left: 'QDRANT_URL is not set' };
  const server = new QdrantServer(place);
  try {
    const key = await findTenantKey(env, appUrl);
    if (key === undefined) return { dropped: 0, left: 'the master key is not at hand' };
    const names = new PointNames(key);
    const collections = await server.list(names.installationPrefix);
    for (const name of collections) await server.collection(name).drop();
    return { dropped: collections.length, left: undefined };
  } catch (error) {
    if (error instanceof AppError) return { dropped: 0, left: error.message };
    throw error;
  } finally {
    await server.close();
  }
}

async function findTenantKey(env: Env, url: string): Promise<Uint8Array | undefined> {
  const key = chooseMasterKeySource(env).source.find();
  if (key === undefined) return undefined;
  const pool = createPool(new Secret(url), { max: 1, name: 'hearthlore-cli' });
  try {
    const store = new DrizzleInstallBundleStore(new OwnerTransactions(openDatabase(pool)));
    return (await openOpsBundle(store, deriveWorkerKey(key))).tenantKey;
  } finally {
    key.fill(0);
    await pool.end();
  }
}
