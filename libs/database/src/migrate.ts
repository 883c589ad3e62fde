import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as runMigrations } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { z } from 'zod';

const JOURNAL = join('meta', '_journal.json');
/** What the migrator reads of its journal (drizzle-orm, migrator). */
const journalSchema = z.looseObject({ entries: z.array(z.looseObject({ tag: z.string().regex(/^\w+$/) })) });

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

/**
 * Brings an empty database to an older schema, for rows of that time: `migrate` brings it, with them, to the newest.
 *
 * @param count How many migrations, from the first.
 */
export async function migrateUpTo(ownerUrl: string, migrationsFolder: string, count: number): Promise<void> {
  const older = await mkdtemp(join(tmpdir(), 'hearthlore-migrations-'));
  try {
    const journal = journalSchema.parse(JSON.parse(await readFile(join(migrationsFolder, JOURNAL), 'utf8')));
    const entries = journal.entries.slice(0, count);
    await mkdir(join(older, 'meta'));
    await writeFile(join(older, JOURNAL), JSON.stringify({ ...journal, entries }));
    for (const { tag } of entries) await cp(join(migrationsFolder, `${tag}.sql`), join(older, `${tag}.sql`));
    await migrate(ownerUrl, older);
  } finally {
    await rm(older, { recursive: true, force: true });
  }
}
