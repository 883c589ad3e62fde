import { type SQL, sql } from 'drizzle-orm';
import {
  conversationCutoff,
  cutoffOf,
  type Cutoffs,
  cutoffs,
  documentCutoff,
  messageCutoff,
  type RuleBook,
} from '../retention/cutoffs.js';

/** What is overdue at a moment, as conditions over the rows `d` of documents and `c` of conversations. */
export interface Overdue {
  readonly at: Date;
  readonly documents: SQL;
  readonly conversations: SQL;
  /** Old enough to hold messages that are overdue. */
  readonly messages: SQL;
  /** Whose owner has any rule over single messages. */
  readonly hasMessageRule: SQL;
  readonly auditBodies: Date | undefined;
  readonly sessions: Date | undefined;
  readonly usage: Date | undefined;
}

export function overdueAt(rules: RuleBook, at: Date): Overdue {
  const documents = cutoffs(rules, documentCutoff, at);
  const conversations = cutoffs(rules, conversationCutoff, at);
  const messages = cutoffs(rules, messageCutoff, at);
  return {
    at,
    documents: sql`(d.held_at is null and (d.expires_at <= ${moment(at)} or d.created_at <= ${ofOwner(sql`d.owner_id`, documents)}))`,
    conversations: sql`(c.held_at is null and c.updated_at <= ${ofOwner(sql`c.owner_id`, conversations)})`,
    messages: sql`(c.held_at is null and c.created_at <= ${ofOwner(sql`c.owner_id`, messages)})`,
    hasMessageRule: sql`(${ofOwner(sql`c.owner_id`, messages)} is not null)`,
    auditBodies: cutoffOf(rules.installation, 'audit-bodies', at),
    sessions: cutoffOf(rules.installation, 'sessions', at),
    usage: cutoffOf(rules.installation, 'usage', at),
  };
}

/** The cutoff that counts for an owner; unknown to SQL, and so never reached, where there is none. */
export function ofOwner(ownerId: SQL, { others, own }: Cutoffs): SQL {
  const all = others === undefined ? sql`null::timestamptz` : moment(others);
  if (own.size === 0) return all;
  const [ids, dates] = [[...own.keys()], [...own.values()].map((date) => date.toISOString())];
  return sql`coalesce((select o.cutoff from unnest(${sql.param(ids)}::uuid[], ${sql.param(dates)}::timestamptz[]) as o(id, cutoff) where o.id = ${ownerId}), ${all})`;
}

export function moment(date: Date): SQL {
  return sql`${date.toISOString()}::timestamptz`;
}
