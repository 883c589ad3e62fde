import { randomBytes } from 'node:crypto';
import { newId, type UserId } from '@hearthlore/kernel';
import { insertMember, type OwnedDatabase } from './members.js';
import { type AdministeredDatabase, queryAsSuperuser } from './superuser.js';

interface Administered {
  readonly database: AdministeredDatabase;
}

/** What a member with something of every kind had, for looking whether it is still there. */
export interface ErasableMember {
  readonly id: UserId;
  /** Hexadecimal of `members.erasure_tag`. */
  readonly tag: string;
  /** Bytes that must be nowhere afterwards: wraps, verifiers, salts and commitments. */
  readonly secrets: readonly Buffer[];
}

export interface MemberSize {
  readonly documents?: number;
  /** Of each document. */
  readonly records?: number;
  /** Of each document, in a foreign vector store, which is then the one that was chosen. */
  readonly points?: number;
}

/** A member as rows: what is in them does not matter to whoever erases them, that they are there does. */
export async function insertErasableMember(
  { transactions, database }: Pick<OwnedDatabase, 'transactions'> & Administered,
  { documents = 3, records = 2, points = 0 }: MemberSize = {},
): Promise<ErasableMember> {
  const id = await insertMember(transactions);
  const sql = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    queryAsSuperuser<T>(database, text, [id, ...values]);
  const secret = (): Buffer => randomBytes(48);
  const secrets = Array.from({ length: 11 }, secret);
  const [password, recovery, salt, verifier, session, apiKey, passkey, prf, box, audit, probe] = secrets;
  await sql(
    `insert into key_slots (owner_id, slot, wrapped, salt, verifier) values ($1, 1, $2, $4, $5), ($1, 2, $3, null, null)`,
    [password, recovery, salt, verifier],
  );
  await sql(
    `insert into sessions (id, owner_id, sid_hash, verifier, wrapped, idle_expires_at, absolute_expires_at)
       values ($2, $1, $3, $3, $4, now() + interval '1 hour', now() + interval '1 hour')`,
    [newId(), randomBytes(32), session],
  );
  await sql(
    `insert into api_keys (id, owner_id, key_id, verifier, wrapped, sealed_name, scopes, last_four)
       values ($2, $1, $3, $4, $5, $4, '{search}', 'abcd')`,
    [newId(), newId(), randomBytes(32), apiKey],
  );
  await sql(
    `insert into passkeys (id, owner_id, credential_id, public_key, prf_salt, wrapped, sealed_name)
       values ($2, $1, $3, $3, $5, $4, $3)`,
    [newId(), randomBytes(32), passkey, prf],
  );
  await sql('insert into ingest_box (id, owner_id, sealed) values ($2, $1, $3)', [newId(), box]);
  await sql('insert into audit_subjects (owner_id, salt) values ($1, $2)', [audit]);
  await sql(`insert into notices (id, owner_id, kind) values ($2, $1, 'role-changed')`, [newId()]);
  await sql(`insert into member_jobs (owner_id, id, kind, state) values ($1, $2, 'export', 'awaiting-unlock')`, [
    newId(),
  ]);
  await sql(
    `with sets as (
       insert into record_sets (owner_id, id, kind, key_version, salt, commitment, manifest, revision)
       select $1, gen_random_uuid(), kind, 1, sha256(gen_random_uuid()::text::bytea), sha256(gen_random_uuid()::text::bytea),
              sha256(gen_random_uuid()::text::bytea), 1
         from (select 'document' as kind from generate_series(1, $2)
               union all select unnest(array['conversation', 'export', 'ring', 'self', 'profile'])) as kinds
       returning id, kind),
     rows as (
       insert into records (owner_id, set_id, type, index, sealed)
       select $1, id, 1, n, sha256((id::text || n)::bytea) from sets, generate_series(1, $3) as n),
     kept as (
       insert into documents (owner_id, id, state, dedupe_hash)
       select $1, id, 'ready', sha256(id::text::bytea) from sets where kind = 'document'),
     talks as (
       insert into conversations (owner_id, id) select $1, id from sets where kind = 'conversation')
     insert into exports (owner_id, id, state, has_passphrase, expires_at)
       select $1, id, 'ready', false, now() + interval '1 day' from sets where kind = 'export'`,
    [documents, records],
  );
  if (points > 0)
    await sql(
      `with chosen as (update installation set vector_store = 'qdrant'),
       points as (
         insert into document_points (owner_id, document_id, generation, edition, points, is_stored, is_complete)
         select $1, id, 'g', $2, $3, true, true from documents where owner_id = $1)
       insert into point_collections (owner_id, generation, probe) values ($1, 'g', $2)`,
      [probe, points],
    );
  const sets = await sql<{ salt: Buffer; commitment: Buffer }>(
    'select salt, commitment from record_sets where owner_id = $1',
  );
  const [row] = await sql<{ tag: string }>(`select encode(erasure_tag, 'hex') as tag from members where id = $1`);
  return {
    id,
    tag: row?.tag ?? '',
    secrets: [...secrets, ...sets.flatMap((set) => [set.salt, set.commitment])],
  };
}

/** Has the member's time come. @returns The id of the erasure. */
export async function makeDue(
  { database }: Administered,
  id: UserId,
  reason: 'member' | 'manager' = 'member',
): Promise<string> {
  const erasure = newId();
  await queryAsSuperuser(
    database,
    `insert into erasures (owner_id, id, reason, requested_at, effective_at, receipt_token_hash)
       values ($1, $2, $3, now() - interval '7 days', now(), $4)`,
    [id, erasure, reason, randomBytes(32)],
  );
  return erasure;
}

/** Every row of every table that has the member as its owner. @returns Tables with how many, none where all is gone. */
export async function rowsOf({ database }: Administered, id: UserId): Promise<Readonly<Record<string, number>>> {
  const tables = await queryAsSuperuser<{ name: string; owner: string }>(
    database,
    `select table_name as name, column_name as owner from information_schema.columns
      where table_schema = 'public' and (column_name = 'owner_id' or (table_name = 'members' and column_name = 'id'))`,
  );
  const counts = tables.map(
    ({ name, owner }) => `select '${name}' as name, count(*)::int as n from "${name}" where "${owner}" = $1`,
  );
  const rows = await queryAsSuperuser<{ name: string; n: number }>(database, counts.join(' union all '), [id]);
  return Object.fromEntries(rows.filter(({ n }) => n > 0).map(({ name, n }) => [name, n]));
}
