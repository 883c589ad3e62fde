import { Secret } from '@hearthlore/config';
import { createPool, openDatabase, OwnerTransactions } from '@hearthlore/database';
import { DrizzleVectorStoreChoice, type VectorStoreKind } from '@hearthlore/retrieval';

/** @throws {VectorStoreNotAgreedError} */
export function assertAgreedTo(wanted: VectorStoreKind, appUrl: string): Promise<void> {
  return withChoice(appUrl, (choice) => choice.assertAgreed(wanted));
}

/** @returns What the operator settled. */
export function findAgreement(appUrl: string): Promise<VectorStoreKind> {
  return withChoice(appUrl, (choice) => choice.find());
}

/** @param url Of the role that the work needs. */
export async function withChoice<T>(url: string, work: (choice: DrizzleVectorStoreChoice) => Promise<T>): Promise<T> {
  const pool = createPool(new Secret(url), { max: 1, name: 'hearthlore-cli' });
  try {
    return await work(new DrizzleVectorStoreChoice(new OwnerTransactions(openDatabase(pool))));
  } finally {
    await pool.end();
  }
}
