import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type pg from 'pg';

/** Who runs the product; none of them owns a table. */
const ROLES = ['hl_app', 'hl_auth', 'hl_jobs', 'hl_backup'] as const;
type Role = (typeof ROLES)[number];

const COMMANDS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
type Command = (typeof COMMANDS)[number];

export interface Column {
  readonly name: string;
  readonly type: string;
}

export interface Table {
  readonly name: string;
  /** The column that says whose a row is; `undefined` where rows are nobody's. */
  readonly owner: string | undefined;
  readonly columns: readonly Column[];
}

interface Grant {
  readonly role: Role;
  readonly table: string;
  readonly command: Command;
  readonly columns: readonly string[];
}

/** A connection of a superuser, inside a transaction that will be rolled back. */
type Superuser = pg.ClientBase;

/** Rows in every table, some of anna's and some of bert's, and of each kind that a policy tells apart. */
export interface FilledTables {
  readonly anna: string;
  readonly bert: string;
  /** Being erased: the worker may remove this one and nobody else. */
  readonly cleo: string;
  readonly tables: readonly Table[];
}

/** Of nobody, and no secret: whether somebody has set it up. */
const UNGUARDED: readonly string[] = ['installation'];

/** Of nobody in particular, and for owner and admins alone. */
const MANAGERS_ONLY: readonly string[] = ['retention_runs', 'retention_state', 'backups', 'drills', 'incidents'];

/** What the worker reaches of nobody but a member who is being erased. */
const ERASED: readonly string[] = ['key_slots', 'api_keys', 'passkeys', 'ingest_box', 'audit_subjects', 'records'];

/** Values that a policy looks at; everything else is made up by its type. */
const KINDS: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  members: [{ role: 'member', state: 'active' }],
  record_sets: [{ kind: 'document' }, { kind: 'profile' }, { kind: 'export' }],
  records: [{ type: 11 }, { type: 3 }],
  install_bundles: [{ kind: 'auth' }, { kind: 'ops' }],
  sessions: [{ idle_expires_at: new Date(0) }, {}],
  member_usage: [{ day: new Date(0) }],
  notices: [{ kind: 'retention-ahead', created_at: new Date(0) }, { kind: 'role-changed' }],
  throttles: [{ expires_at: new Date(0) }],
  ingest_box: [{ set_aside_at: new Date(0) }],
  incidents: [{ source: 'manager' }],
  backups: [
    {
      state: 'active',
      trigger: 'manager',
      file: null,
      manifest_sha256: null,
      finished_at: null,
      verification: null,
      removed_at: null,
    },
  ],
  drills: [{ state: 'active' }],
  document_points: [{ is_stored: false }],
  documents: [{ held_at: null }, { held_at: new Date() }],
  conversations: [{ held_at: null }, { held_at: new Date() }],
};

/** Fills past all constraints: who sees a row does not depend on what else is in it. */
export async function fillTables(client: Superuser): Promise<FilledTables> {
  const [anna, bert, cleo, tables] = [randomUUID(), randomUUID(), randomUUID(), await listTables(client)];
  await client.query(`SET LOCAL session_replication_role = 'replica'`);
  for (const table of tables)
    for (const owner of table.owner === undefined ? [anna] : [anna, bert, cleo])
      for (const kind of KINDS[table.name] ?? [{}]) {
        const { text, values } = insertion(table, owner, kind);
        // What there is once, such as the installation itself, is there already.
        await client.query(`${text} ON CONFLICT DO NOTHING`, values);
      }
  await client.query(`UPDATE members SET role = 'owner' WHERE id = $1`, [anna]);
  await client.query(`UPDATE members SET state = 'erasing' WHERE id = $1`, [cleo]);
  await client.query(`UPDATE erasures SET effective_at = now() WHERE owner_id = $1`, [cleo]);
  await client.query(`SET LOCAL session_replication_role = 'origin'`);
  return { anna, bert, cleo, tables };
}

/**
 * What a role can reach and should not. Anna is the owner of the family, bert another member.
 *
 * @returns Sentences, none where rows are apart.
 */
export async function* isolationFaults(
  client: Superuser,
  { anna, bert, cleo, tables }: FilledTables,
): AsyncGenerator<string> {
  const owned = tables.filter(({ owner }) => owner !== undefined);
  const guarded = tables.filter(({ name }) => !UNGUARDED.includes(name));
  // FORCE makes the owner of the tables one of those who see nothing.
  const blind = guarded.map(({ name }) => ({ role: 'hl_owner', userId: anna, text: `SELECT 1 FROM ${name}` }));
  const apart = owned.flatMap(({ name, owner }) => [
    { role: 'hl_app', userId: bert, text: `SELECT 1 FROM ${name} WHERE ${owner} <> '${bert}'` },
    { role: 'hl_app', userId: '', text: `SELECT 1 FROM ${name}` },
    { role: 'hl_app', userId: bert, text: `UPDATE ${name} SET ${owner} = '${anna}'` },
  ]);
  const managed = MANAGERS_ONLY.map((name) => ({ role: 'hl_app', userId: bert, text: `SELECT 1 FROM ${name}` }));
  const kinds = [
    {
      role: 'hl_jobs',
      userId: '',
      text: `SELECT 1 FROM record_sets WHERE kind NOT IN ('document', 'conversation', 'export') AND owner_id <> '${cleo}'`,
    },
    {
      role: 'hl_jobs',
      userId: '',
      text: `DELETE FROM record_sets WHERE kind NOT IN ('document', 'conversation', 'export') AND owner_id <> '${cleo}'`,
    },
    { role: 'hl_jobs', userId: '', text: `SELECT 1 FROM notices WHERE kind <> 'retention-ahead'` },
    {
      role: 'hl_jobs',
      userId: '',
      text: `DELETE FROM sessions WHERE least(idle_expires_at, absolute_expires_at) > now() AND owner_id <> '${cleo}'`,
    },
    { role: 'hl_jobs', userId: '', text: 'DELETE FROM documents WHERE held_at IS NOT NULL' },
    { role: 'hl_jobs', userId: '', text: 'DELETE FROM conversations WHERE held_at IS NOT NULL' },
    { role: 'hl_jobs', userId: '', text: `SELECT 1 FROM install_bundles WHERE kind <> 'ops'` },
    { role: 'hl_app', userId: anna, text: `DELETE FROM members WHERE role = 'owner'` },
    { role: 'hl_auth', userId: '', text: `DELETE FROM members WHERE role = 'owner'` },
  ];
  const erased = [
    `UPDATE members SET state = 'active'`,
    `UPDATE members SET state = 'erasing' WHERE id <> '${cleo}'`,
    `SELECT 1 FROM members WHERE id <> '${cleo}'`,
    `DELETE FROM members WHERE id <> '${cleo}'`,
    ...ERASED.flatMap((name) => [
      `SELECT 1 FROM ${name} WHERE owner_id <> '${cleo}'`,
      `DELETE FROM ${name} WHERE owner_id <> '${cleo}'`,
    ]),
  ].map((text) => ({ role: 'hl_jobs', userId: '', text }));
  for (const { role, userId, text } of [...blind, ...apart, ...managed, ...kinds, ...erased]) {
    const outcome = await as(client, role, userId, text);
    if (outcome !== 'refused' && outcome !== 0) yield `${role} as ${nameOf(userId, anna)}: ${text}`;
  }
}

const nameOf = (userId: string, anna: string): string => (userId === '' ? 'nobody' : userId === anna ? 'anna' : 'bert');

/**
 * What a role was granted and cannot reach: under row-level security a grant without a policy gives nothing, and the
 * product that relies on it fails.
 */
export async function* accessFaults(
  client: Superuser,
  { anna, bert, cleo, tables }: FilledTables,
): AsyncGenerator<string> {
  for (const { role, table: name, command, columns } of await listGrants(client)) {
    const table = tables.find((one) => one.name === name);
    const [first = ''] = columns;
    if (table === undefined) continue;
    // What belongs to nobody is reached by the owner of the family, if by a member at all.
    const userId = table.owner === undefined ? anna : bert;
    const allowed = { ...table, columns: table.columns.filter((column) => columns.includes(column.name)) };
    const { text, values } = insertion(allowed, bert, KINDS[name]?.[0] ?? {});
    const outcomes = {
      SELECT: () => as(client, role, userId, `SELECT "${first}" FROM ${name}`),
      INSERT: () => as(client, role, userId, text, values),
      UPDATE: () => as(client, role, userId, `UPDATE ${name} SET "${first}" = "${first}"`),
      DELETE: () => as(client, role, userId, `DELETE FROM ${name}`),
    };
    const outcome = await outcomes[command]();
    if (outcome === 'refused' || outcome === 0) yield `${role} cannot ${command} in ${name}`;
  }
  for (const { role, text } of apartFromOthers(bert, cleo)) {
    const outcome = await as(client, role, '', text);
    if (outcome === 'refused' || outcome === 0) yield `${role} cannot ${text}`;
  }
}

/** Where several policies open one table to a role: what each of them is for. */
function apartFromOthers(bert: string, cleo: string): readonly { readonly role: Role; readonly text: string }[] {
  const ended = 'least(idle_expires_at, absolute_expires_at)';
  const jobs = [
    `SELECT 1 FROM record_sets WHERE kind = 'document' AND owner_id = '${bert}'`,
    `DELETE FROM record_sets WHERE kind = 'document' AND owner_id = '${bert}'`,
    `DELETE FROM record_sets WHERE kind = 'profile' AND owner_id = '${cleo}'`,
    `SELECT 1 FROM sessions WHERE owner_id = '${bert}'`,
    `DELETE FROM sessions WHERE ${ended} < now() AND owner_id = '${bert}'`,
    `DELETE FROM sessions WHERE ${ended} > now() AND owner_id = '${cleo}'`,
  ];
  const lookUp = { role: 'hl_auth', text: `SELECT 1 FROM record_sets WHERE kind = 'profile'` } as const;
  return [...jobs.map((text) => ({ role: 'hl_jobs', text }) as const), lookUp];
}

type Outcome = number | 'refused';

/** Tries it as a role and undoes it. @returns Rows; Infinity where it came past the policies and stumbled later. */
async function as(
  client: Superuser,
  role: string,
  userId: string,
  text: string,
  values: unknown[] = [],
): Promise<Outcome> {
  await client.query('SAVEPOINT attempt');
  try {
    await client.query(`SELECT set_config('app.user_id', $1, true)`, [userId]);
    await client.query(`SET LOCAL ROLE ${role}`);
    return (await client.query(text, values)).rowCount ?? 0;
  } catch (error) {
    // insufficient_privilege: a missing grant, or a row that a policy refuses.
    return error instanceof Error && 'code' in error && error.code === '42501' ? 'refused' : Number.POSITIVE_INFINITY;
  } finally {
    await client.query('ROLLBACK TO SAVEPOINT attempt');
    await client.query('RELEASE SAVEPOINT attempt');
  }
}

function insertion(table: Table, owner: string, kind: Readonly<Record<string, unknown>>) {
  const values = table.columns.map(({ name, type }) =>
    name === table.owner ? owner : name in kind ? kind[name] : madeUp(type),
  );
  const names = table.columns.map(({ name }) => `"${name}"`).join(', ');
  return {
    text: `INSERT INTO ${table.name} (${names}) VALUES (${values.map((_, at) => `$${at + 1}`).join(', ')})`,
    values,
  };
}

function madeUp(type: string): unknown {
  if (type === 'uuid') return randomUUID();
  if (type === 'bytea') return randomBytes(32);
  if (type === 'boolean') return true;
  if (type.startsWith('json')) return '{}';
  if (type === 'ARRAY') return [];
  if (type === 'date' || type.startsWith('timestamp')) return new Date(Date.now() + randomInt(1_000_000));
  return /int|numeric/.test(type) ? randomInt(30_000) : randomBytes(6).toString('hex');
}

async function listTables(client: Superuser): Promise<Table[]> {
  const { rows } = await client.query<{ table: string; name: string; type: string }>(
    `SELECT c.table_name AS "table", c.column_name AS name, c.data_type AS type FROM information_schema.columns c
       JOIN pg_tables t ON t.schemaname = c.table_schema AND t.tablename = c.table_name
      WHERE c.table_schema = 'public' AND c.is_generated = 'NEVER' ORDER BY 1, c.ordinal_position`,
  );
  return [...Map.groupBy(rows, ({ table }) => table)].map(([name, columns]) => {
    const owner = name === 'members' ? 'id' : 'owner_id';
    return { name, columns, owner: columns.some((column) => column.name === owner) ? owner : undefined };
  });
}

async function listGrants(client: Superuser): Promise<Grant[]> {
  const { rows } = await client.query<{ role: Role; table: string; command: Command; columns: string[] }>(
    `SELECT r.rolname AS role, c.relname AS "table", p.command, array_agg(a.attname::text ORDER BY a.attnum) AS columns
       FROM pg_roles r, unnest($2::text[]) AS p(command), pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT a.attisdropped AND r.rolname = ANY($1)
        AND CASE p.command WHEN 'DELETE' THEN has_table_privilege(r.oid, c.oid, 'DELETE')
                           ELSE has_column_privilege(r.oid, c.oid, a.attnum, p.command) END
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    [ROLES, COMMANDS],
  );
  return rows;
}
