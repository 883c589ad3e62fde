import { type BundledPostgres, ensureDatabase, ensureSchemas, withClient } from '@hearthlore/machine';

const DATABASE = 'hearthlore';

export interface EmptyDatabase {
  /** Into the database itself. */
  readonly superuserUrl: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
}

/** The installation's database as on its first start, whatever a restore that was cut short left in it. */
export async function makeEmptyDatabase({ superuserUrl, urls }: BundledPostgres): Promise<EmptyDatabase> {
  await withClient(superuserUrl, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(DATABASE)} WITH (FORCE)`);
    await ensureDatabase(client, DATABASE);
  });
  const inside = Object.assign(new URL(superuserUrl), { pathname: DATABASE }).href;
  await withClient(inside, ensureSchemas);
  return { superuserUrl: inside, ownerUrl: urls.owner, appUrl: urls.app };
}
