import { readMigrationFiles } from 'drizzle-orm/migrator';

/** The roles of the schema; those that log in are given their passwords by whoever starts the server. */
const ROLES = ['hl_owner', 'hl_app', 'hl_jobs', 'hl_backup', 'hl_queue', 'hl_auth'];

/** What psql needs besides the migrations: the roles, and the schemas that the supervisor would have made. */
const BEFORE = `\\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[${ROLES.map((role) => `'${role}'`).join(', ')}] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION', name);
    END IF;
  END LOOP;
  EXECUTE format('ALTER DATABASE %I OWNER TO hl_owner', current_database());
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO hl_owner, hl_app, hl_jobs, hl_backup, hl_queue', current_database());
END
$$;
GRANT hl_auth TO hl_owner WITH ADMIN FALSE, INHERIT FALSE, SET TRUE;
GRANT pg_checkpoint TO hl_jobs;
ALTER ROLE hl_queue SET search_path = bullmq;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CREATE, USAGE ON SCHEMA public TO hl_owner;
GRANT USAGE ON SCHEMA public TO hl_app, hl_jobs, hl_backup, hl_auth;
GRANT CREATE ON SCHEMA public TO hl_auth;
CREATE SCHEMA bullmq AUTHORIZATION hl_queue;
SET SESSION AUTHORIZATION hl_owner;
`;

/** Drizzle's own table (drizzle-orm, pg-core/dialect): the program goes on from where the archive stood. */
const BOOKKEEPING = `CREATE SCHEMA migrations;
CREATE TABLE migrations.__drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint);
`;

const AFTER = `RESET SESSION AUTHORIZATION;
COMMIT;
`;

/** Which schema a database has. */
export interface SchemaVersion {
  readonly migrations: number;
  /** Hexadecimal SHA-256 of the newest migration. */
  readonly newest: string;
}

export interface SchemaScript extends SchemaVersion {
  /** Makes the whole schema in an empty database: for psql, as a superuser. */
  readonly sql: string;
}

/** The migrations as one script that needs nothing of ours. @param migrationsFolder As in `migrate`. */
export function readSchemaScript(migrationsFolder: string): SchemaScript {
  const migrations = readMigrationFiles({ migrationsFolder });
  const bodies = migrations.map(({ sql, hash, folderMillis }) => {
    const statements = sql.map((statement) => statement.trim()).filter((statement) => statement !== '');
    const kept = `INSERT INTO migrations.__drizzle_migrations (hash, created_at) VALUES ('${hash}', ${folderMillis});`;
    return [...statements.map(closed), kept, ''].join('\n');
  });
  return {
    migrations: migrations.length,
    newest: migrations.at(-1)?.hash ?? '',
    sql: [BEFORE, BOOKKEEPING, ...bodies, AFTER].join('\n'),
  };
}

/** A migration may end without a semicolon, and psql waits for one; behind a comment alone it would be in it. */
function closed(statement: string): string {
  return statement.endsWith(';') ? statement : `${statement}\n;`;
}
