import { withClient } from '@hearthlore/machine';
import type { TestDatabase } from './postgres.js';

/** Any database whose administrator somebody is. */
export type AdministeredDatabase = Pick<TestDatabase, 'superuserUrl'>;

/** What an administrator of the database sees and can do, and no role of the product. @returns The rows. */
export function queryAsSuperuser<T extends object>(
  { superuserUrl }: AdministeredDatabase,
  text: string,
  values: readonly unknown[] = [],
): Promise<T[]> {
  return withClient(superuserUrl, async (client) => (await client.query<T>(text, [...values])).rows);
}
