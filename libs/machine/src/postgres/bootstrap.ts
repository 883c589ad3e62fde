import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** The roles that log in, each with a pool and a connection string of its own. */
export const LOGIN_ROLES = ['owner', 'app', 'jobs', 'backup', 'queue'] as const;
export type LoginRole = (typeof LOGIN_ROLES)[number];
export type DatabaseUrls = Readonly<Record<LoginRole, string>>;
export type RolePasswords = Readonly<Record<LoginRole, string>>;

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

export function connectionUrl(server: ServerAddress, user: string, password: string, database: string): string {
  return `postgres://${user}:${encodeURIComponent(password)}@${server.host}:${server.port}/${database}`;
}

export function roleUrls(server: ServerAddress, passwords: RolePasswords, database: string): DatabaseUrls {
  const url = (role: LoginRole): string => connectionUrl(server, `hl_${role}`, passwords[role], database);
  return { owner: url('owner'), app: url('app'), jobs: url('jobs'), backup: url('backup'), queue: url('queue') };
}

/** Passwords for one run: they live in RAM and are replaced at the next start. */
export function freshPasswords(): RolePasswords {
  const password = (): string => randomBytes(24).toString('base64url');
  return { owner: password(), app: password(), jobs: password(), backup: password(), queue: password() };
}

/**
 * Makes the roles and gives those that log in the passwords of this run. Safe to repeat.
 *
 * `hl_auth` cannot log in: it owns the few look-ups that come before an owner is known, and only the owner of the
 * schema can act as it, to create them. Erasure ends with a checkpoint, which `hl_jobs` may ask for.
 */
export async function ensureRoles(superuser: Client, passwords: RolePasswords): Promise<void> {
  const restrictions = 'NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION';
  await ensureRole(superuser, 'hl_auth', `NOLOGIN ${restrictions}`);
  for (const role of LOGIN_ROLES)
    await ensureRole(
      superuser,
      `hl_${role}`,
      `LOGIN ${restrictions} PASSWORD ${superuser.escapeLiteral(passwords[role])}`,
    );
  await superuser.query('GRANT hl_auth TO hl_owner WITH ADMIN FALSE, INHERIT FALSE, SET TRUE');
  await superuser.query('GRANT pg_checkpoint TO hl_jobs');
  await superuser.query('ALTER ROLE hl_queue SET search_path = bullmq');
}

async function ensureRole(superuser: Client, name: string, attributes: string): Promise<void> {
  const { rowCount } = await superuser.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
  await superuser.query(`${rowCount ? 'ALTER' : 'CREATE'} ROLE ${name} ${attributes}`);
}

/**
 * Makes the database unless it is there, and lets nobody but our roles connect to it. One that was being dropped when
 * the server died is dropped to its end: nobody can connect to it any more (PostgreSQL, DROP DATABASE).
 */
export async function ensureDatabase(superuser: Client, name: string, template = 'template0'): Promise<void> {
  const database = superuser.escapeIdentifier(name);
  const invalid = await superuser.query('SELECT FROM pg_database WHERE datname = $1 AND datconnlimit = -2', [name]);
  if (invalid.rowCount) await superuser.query(`DROP DATABASE ${database}`);
  const { rowCount } = await superuser.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  if (!rowCount)
    await superuser.query(
      `CREATE DATABASE ${database} OWNER hl_owner TEMPLATE ${superuser.escapeIdentifier(template)}`,
    );
  await superuser.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
  await superuser.query(`GRANT CONNECT ON DATABASE ${database} TO hl_owner, hl_app, hl_jobs, hl_backup, hl_queue`);
}

/**
 * Lays out the schemas of a database: `public` is the owner's, `bullmq` the queue's. Safe to repeat.
 *
 * @param inside A superuser connected to the database itself.
 */
export async function ensureSchemas(inside: Client): Promise<void> {
  await inside.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
  await inside.query('GRANT CREATE, USAGE ON SCHEMA public TO hl_owner');
  await inside.query('GRANT USAGE ON SCHEMA public TO hl_app, hl_jobs, hl_backup, hl_auth');
  // Erasure begins a new segment of the write-ahead log, so that the checkpoint after it removes the old one.
  await inside.query('GRANT EXECUTE ON FUNCTION pg_switch_wal() TO hl_jobs');
  const { rowCount } = await inside.query("SELECT FROM pg_namespace WHERE nspname = 'bullmq'");
  if (rowCount) return;
  await inside.query('CREATE SCHEMA bullmq AUTHORIZATION hl_queue');
  // Owning a function takes the right to create in its schema; the migration that makes them takes it back.
  await inside.query('GRANT CREATE ON SCHEMA public TO hl_auth');
}

/** Runs `work` with a connection that is closed whatever happens. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
