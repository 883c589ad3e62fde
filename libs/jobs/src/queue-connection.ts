import type { Secret } from '@hearthlore/config';
import { type PostgresConnectionOptions, runMigrations } from 'bullmq';
import pg from 'pg';

const SCHEMA = 'bullmq';
/** Of one queue, worker or listener; each has a listening connection besides. */
const CONNECTIONS = 2;

/** Options for every BullMQ class: jobs lie in a schema of their own, whose role owns nothing else. */
export function queueConnection(url: Secret): PostgresConnectionOptions {
  return { connectionString: url.reveal(), schema: SCHEMA, max: CONNECTIONS };
}

/** Brings BullMQ's tables up to date. Repeats harmlessly; two processes at once wait for each other. */
export async function migrateQueues(url: Secret): Promise<void> {
  const client = new pg.Client({ connectionString: url.reveal() });
  await client.connect();
  try {
    // The schema is there: whoever sets up the database makes it, and this role may make none, not even if it exists.
    const inSchema = {
      query: (text: string, values?: unknown[]) =>
        text.startsWith('CREATE SCHEMA') ? Promise.resolve({ rows: [] }) : client.query(text, values),
    };
    await runMigrations(inSchema, SCHEMA);
  } finally {
    await client.end();
  }
}
