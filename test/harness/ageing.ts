import type { UserId } from '@hearthlore/kernel';
import { type AdministeredDatabase, queryAsSuperuser } from './superuser.js';

export const DAY = 86_400_000;

export interface AgedRows {
  readonly count?: number;
  readonly expiresAt?: Date | null;
  readonly heldAt?: Date | null;
}

/** What ages, as rows of one moment: what is in them does not matter to a purge. */
export class AgedThings {
  constructor(
    private readonly database: AdministeredDatabase,
    private readonly ownerId: UserId,
  ) {}

  async documents(createdAt: Date, { count = 1, expiresAt = null, heldAt = null }: AgedRows = {}): Promise<void> {
    const text = `${sets('document')}
      insert into documents (owner_id, id, state, dedupe_hash, created_at, expires_at, held_at)
        select $1, id, 'ready', sha256(id::text::bytea), $3, $4, $5 from ids`;
    await queryAsSuperuser(this.database, text, [this.ownerId, count, createdAt, expiresAt, heldAt]);
  }

  async conversations(createdAt: Date, updatedAt: Date, { count = 1, heldAt = null }: AgedRows = {}): Promise<void> {
    const text = `${sets('conversation')}
      insert into conversations (owner_id, id, created_at, updated_at, held_at) select $1, id, $3, $4, $5 from ids`;
    await queryAsSuperuser(this.database, text, [this.ownerId, count, createdAt, updatedAt, heldAt]);
  }

  async exports(expiresAt: Date): Promise<void> {
    const text = `${sets('export')} insert into exports (owner_id, id, state, has_passphrase, expires_at)
      select $1, id, 'ready', false, $3 from ids`;
    await queryAsSuperuser(this.database, text, [this.ownerId, 1, expiresAt]);
  }

  async session(endsAt: Date): Promise<void> {
    const text = `insert into sessions (id, owner_id, sid_hash, verifier, idle_expires_at, absolute_expires_at)
      values (gen_random_uuid(), $1, sha256(gen_random_uuid()::text::bytea), sha256('v'), $2, $3)`;
    await queryAsSuperuser(this.database, text, [this.ownerId, endsAt, new Date(endsAt.getTime() + DAY)]);
  }

  async usage(day: Date): Promise<void> {
    const text = 'insert into member_usage (owner_id, day, questions) values ($1, $2, 1)';
    await queryAsSuperuser(this.database, text, [this.ownerId, day.toISOString().slice(0, 10)]);
  }

  async job(finishedAt: Date | null): Promise<void> {
    const text = `insert into member_jobs (owner_id, id, kind, state, finished_at)
      values ($1, gen_random_uuid(), 'export', 'completed', $2)`;
    await queryAsSuperuser(this.database, text, [this.ownerId, finishedAt]);
  }

  async auditEntries(count: number, at: Date): Promise<void> {
    const text = `insert into audit_entries (seq, leaf, entry, actor, object, at)
      select coalesce((select max(seq) + 1 from audit_entries), 0) + n - 1, sha256('leaf'), 'entry', sha256('a'), sha256('o'), $2
        from generate_series(1, $1) as n`;
    await queryAsSuperuser(this.database, text, [count, at]);
  }

  async rule(kind: string, days: number | null, changedAt: Date): Promise<void> {
    const text = `insert into retention_rules (kind, days, changed_at) values ($1, $2, $3)
      on conflict (kind) do update set days = excluded.days, changed_at = excluded.changed_at`;
    await queryAsSuperuser(this.database, text, [kind, days, changedAt]);
  }

  async ownRule(kind: string, days: number, changedAt: Date): Promise<void> {
    const text = 'insert into member_retention (owner_id, kind, days, changed_at) values ($1, $2, $3, $4)';
    await queryAsSuperuser(this.database, text, [this.ownerId, kind, days, changedAt]);
  }
}

export interface Left {
  readonly documents: number;
  readonly conversations: number;
  readonly sets: number;
  readonly records: number;
  readonly sessions: number;
  readonly usage: number;
  readonly jobs: number;
  readonly texts: number;
  readonly leaves: number;
}

export async function whatIsLeft(database: AdministeredDatabase): Promise<Left> {
  const text = `select (select count(*) from documents)::int as documents,
    (select count(*) from conversations)::int as conversations, (select count(*) from record_sets)::int as sets,
    (select count(*) from records)::int as records, (select count(*) from sessions)::int as sessions,
    (select count(*) from member_usage)::int as usage, (select count(*) from member_jobs)::int as jobs,
    (select count(*) from audit_entries where entry is not null and actor is not null and object is not null)::int as texts,
    (select count(*) from audit_entries)::int as leaves`;
  const [row] = await queryAsSuperuser<Left>(database, text);
  if (row === undefined) throw new Error('a count gave no row');
  return row;
}

/** So that the next test begins with nothing. */
export async function forgetEverything(database: AdministeredDatabase): Promise<void> {
  for (const table of ['members', 'audit_entries', 'retention_rules', 'retention_runs', 'retention_state'])
    await queryAsSuperuser(database, `delete from ${table}`);
}

function sets(kind: 'document' | 'conversation' | 'export'): string {
  return `with ids as (select gen_random_uuid() as id from generate_series(1, $2)),
    sets as (insert into record_sets (owner_id, id, kind, key_version, salt, commitment, manifest, revision)
      select $1, id, '${kind}', 1, sha256('a'), sha256('b'), sha256('c'), 1 from ids),
    rows as (insert into records (owner_id, set_id, type, index, sealed) select $1, id, 1, 0, sha256('d') from ids)`;
}
