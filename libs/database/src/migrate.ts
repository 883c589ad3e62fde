import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as runMigrations } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';

/**
 * Brings the schema up to date, as the owner of the tables (hl_owner), who serves no request.
 *
 * @param migrationsFolder Where the numbered SQL files and their journal lie.
 */
export async function migrate(ownerUrl: string, migrationsFolder: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await runMigrations(drizzle(client), { migrationsFolder, migrationsSchema: 'migrations' });
  } finally {
    await client.end();
  }
}
