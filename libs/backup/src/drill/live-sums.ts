import type { Secret } from '@hearthlore/config';
import pg from 'pg';
import type { DatabaseSnapshot } from '../archive/database-snapshot.js';
import type { ExpectedRows } from './drill-run.js';
import { sumTables } from './table-sums.js';

/**
 * Sums up what the snapshot of a backup sees, over a connection of its own: what the archive is held against does not
 * come out of the archive.
 *
 * @param url Of hl_backup. @param id Asked of the snapshot before anything else is.
 */
export async function sumSnapshot(url: Secret, snapshot: DatabaseSnapshot, id: Promise<string>): Promise<ExpectedRows> {
  const client = new pg.Client({ connectionString: url.reveal(), application_name: 'hearthlore-drill' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin transaction isolation level repeatable read read only');
    await client.query(`set transaction snapshot ${client.escapeLiteral(await id)}`);
    return await sumTables(client, snapshot.tables);
  } finally {
    await client.end().catch(() => undefined);
  }
}
