import { type MaintenanceTransactions, retentionRuns, type Transaction } from '@hearthlore/database';
import { eq, type SQL, sql } from 'drizzle-orm';
import type { RuleBook } from '../retention/cutoffs.js';
import { DAY } from '../retention/retention-rule.js';
import type { RetentionRunId } from './drizzle-retention-books.js';
import { moment, type Overdue, overdueAt } from './overdue.js';

/** What goes in one transaction: short locks, and a killed run loses little. */
const BATCH = 200;
/** Purges take turns by it: two that delete the same rows in another order would stand in each other's way. */
const TURN = 0x72657465;
/** Below PostgreSQL's deadlock_timeout of a second: where a member is at the same rows, it is the purge that gives way. */
const PATIENCE = '500ms';
const TRIES = 10;
const LOCK_NOT_AVAILABLE = '55P03';

export const PURGED = ['documents', 'conversations', 'exports', 'audit-bodies', 'sessions', 'usage', 'jobs'] as const;
export type Purged = (typeof PURGED)[number];

/** Where a run counts it; the rest goes without saying. */
const COUNTED = {
  documents: retentionRuns.expiredDocuments,
  conversations: retentionRuns.expiredConversations,
  'audit-bodies': retentionRuns.auditBodies,
  sessions: retentionRuns.sessions,
  usage: retentionRuns.usage,
  exports: undefined,
  jobs: undefined,
} as const satisfies Readonly<Record<Purged, unknown>>;

type CountRow = { total: string };

/** Takes what is overdue, as a role that sees ids and dates, may delete, and cannot touch what is held. */
export class DrizzlePurge {
  constructor(private readonly transactions: MaintenanceTransactions) {}

  /** Counts what would go at `at`, and the conversations that wait for their owners. */
  count(rules: RuleBook, at: Date): Promise<Readonly<Record<Purged | 'waiting', number>>> {
    const overdue = overdueAt(rules, at);
    return this.transactions.run(async (tx) => {
      const counts: Record<Purged | 'waiting', number> = {
        waiting: await total(tx, waiting(overdue)),
        documents: 0,
        conversations: 0,
        exports: 0,
        'audit-bodies': 0,
        sessions: 0,
        usage: 0,
        jobs: 0,
      };
      for (const kind of PURGED) {
        const query = COUNT[kind](overdue);
        if (query !== undefined) counts[kind] = await total(tx, query);
      }
      return counts;
    });
  }

  /**
   * Takes one batch, and notes it with the run in the same transaction.
   *
   * @returns How much; 0 once nothing is left.
   */
  async takeBatch(kind: Purged, rules: RuleBook, at: Date, run: RetentionRunId): Promise<number> {
    const overdue = overdueAt(rules, at);
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.transactions.run(async (tx) => {
          await tx.execute(sql`select pg_advisory_xact_lock(${TURN})`);
          await tx.execute(sql.raw(`set local lock_timeout = '${PATIENCE}'`));
          const taken = await TAKE[kind](tx, overdue);
          if (taken > 0) await note(tx, run, kind, taken);
          return taken;
        });
      } catch (error) {
        if (tries === TRIES || !isLockTimeout(error)) throw error;
      }
    }
  }
}

async function note(tx: Transaction, run: RetentionRunId, kind: Purged, taken: number): Promise<void> {
  const column = COUNTED[kind];
  if (column === undefined) return;
  const name = sql.identifier(column.name);
  await tx.execute(sql`update retention_runs set ${name} = ${name} + ${taken} where ${eq(retentionRuns.id, run)}`);
}

const COUNT: Readonly<Record<Purged, (overdue: Overdue) => SQL | undefined>> = {
  documents: ({ documents }) => sql`select count(*) as total from documents d where ${documents}`,
  conversations: ({ conversations }) => sql`select count(*) as total from conversations c where ${conversations}`,
  exports: ({ at }) => sql`select count(*) as total from exports where expires_at <= ${moment(at)}`,
  'audit-bodies': ({ auditBodies }) => auditBodies && sql`select count_audit_bodies(${moment(auditBodies)}) as total`,
  sessions: ({ sessions }) => sessions && sql`select count(*) as total from sessions where ${endedBefore(sessions)}`,
  usage: ({ usage }) => usage && sql`select count(*) as total from member_usage where ${usedBefore(usage)}`,
  jobs: ({ usage }) => usage && sql`select count(*) as total from member_jobs where finished_at <= ${moment(usage)}`,
};

const TAKE: Readonly<Record<Purged, (tx: Transaction, overdue: Overdue) => Promise<number>>> = {
  documents: async (tx, { documents }) => {
    // Once more in the outer statement: what its owner holds or gives a later date in this moment stays.
    const rows = await tx.execute(sql`delete from documents d using (
        select d.owner_id, d.id from documents d where ${documents} limit ${BATCH}) as batch
      where d.owner_id = batch.owner_id and d.id = batch.id and ${documents} returning d.id`);
    return takeSets(tx, 'document', rows.rows);
  },
  conversations: async (tx, { conversations }) => {
    const rows = await tx.execute(sql`delete from conversations c using (
        select c.owner_id, c.id from conversations c where ${conversations} limit ${BATCH}) as batch
      where c.owner_id = batch.owner_id and c.id = batch.id and ${conversations} returning c.id`);
    return takeSets(tx, 'conversation', rows.rows);
  },
  exports: (tx, { at }) =>
    rowCount(
      tx,
      sql`delete from record_sets s using (
        select owner_id, id from exports where expires_at <= ${moment(at)} limit ${BATCH}) as batch
      where s.owner_id = batch.owner_id and s.id = batch.id and s.kind = 'export'`,
    ),
  'audit-bodies': async (tx, { auditBodies }) =>
    auditBodies === undefined
      ? 0
      : total(tx, sql`select empty_audit_bodies(${moment(auditBodies)}, ${BATCH}) as total`),
  sessions: async (tx, { sessions }) =>
    sessions === undefined
      ? 0
      : rowCount(
          tx,
          sql`delete from sessions where id in (select id from sessions where ${endedBefore(sessions)} limit ${BATCH})`,
        ),
  usage: async (tx, { usage }) =>
    usage === undefined
      ? 0
      : rowCount(
          tx,
          sql`delete from member_usage where (owner_id, day) in (
            select owner_id, day from member_usage where ${usedBefore(usage)} limit ${BATCH})`,
        ),
  jobs: async (tx, { usage }) =>
    usage === undefined
      ? 0
      : rowCount(
          tx,
          sql`delete from member_jobs where (owner_id, id) in (
            select owner_id, id from member_jobs where finished_at <= ${moment(usage)} limit ${BATCH})`,
        ),
};

/** A set goes after its row: what has none any more is what the database lets the worker delete. */
async function takeSets(tx: Transaction, kind: string, rows: readonly Record<string, unknown>[]): Promise<number> {
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => String(id));
  // An id is random: naming it alone cannot meet another member's set, and the kind is checked.
  return rowCount(tx, sql`delete from record_sets where kind = ${kind} and id = any(${sql.param(ids)}::uuid[])`);
}

/** A session's row outlives the session; whoever is signed in stays so. */
const endedBefore = (date: Date): SQL => sql`least(idle_expires_at, absolute_expires_at) <= ${moment(date)}`;
const usedBefore = (date: Date): SQL => sql`day < ${date.toISOString().slice(0, 10)}::date`;

/** Old enough to hold what is overdue, and not looked at by anybody with keys for more than a day. */
const waiting = ({ messages, conversations, at }: Overdue): SQL =>
  sql`select count(*) as total from conversations c where ${messages} and ${conversations} is not true
      and coalesce(c.trimmed_until, '-infinity') < ${moment(new Date(at.getTime() - DAY))}`;

async function total(tx: Transaction, query: SQL): Promise<number> {
  const { rows } = await tx.execute<CountRow>(query);
  return Number(rows[0]?.total ?? 0);
}

async function rowCount(tx: Transaction, query: SQL): Promise<number> {
  return (await tx.execute(query)).rowCount ?? 0;
}

function isLockTimeout(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause)
    if ('code' in at && at.code === LOCK_NOT_AVAILABLE) return true;
  return false;
}
