import type { UserId } from '@hearthlore/kernel';
import { bitesFrom, DAY, NOTICE_DAYS, type RetentionKind, type RetentionRule } from './retention-rule.js';

/** The rules of the installation, all kinds, and what members chose for themselves. */
export interface RuleBook {
  readonly installation: readonly RetentionRule[];
  readonly members: ReadonlyMap<UserId, readonly RetentionRule[]>;
}

/**
 * By when something must have been made to be gone at a moment: `others` for every member without one of their own,
 * absent where nothing goes by age.
 */
export interface Cutoffs {
  readonly others: Date | undefined;
  readonly own: ReadonlyMap<UserId, Date>;
}

/** What is to be known of rules to tell a cutoff. */
type CutoffOf = (rules: readonly RetentionRule[], at: Date) => Date | undefined;

/** @returns Things of the kind made at this moment or before are overdue at `at`; of several rules the strictest counts. */
export function cutoffOf(rules: readonly RetentionRule[], kind: RetentionKind, at: Date): Date | undefined {
  return latest(
    rules.flatMap((rule) => {
      if (rule.kind !== kind || rule.days === null || bitesFrom(rule) > at) return [];
      return [new Date(at.getTime() - rule.days * DAY)];
    }),
  );
}

/** A conversation goes by its own rule, or once all its messages are overdue, questions and answers. */
export const conversationCutoff: CutoffOf = (rules, at) => {
  const [whole, questions, answers] = [
    cutoffOf(rules, 'conversations', at),
    cutoffOf(rules, 'questions', at),
    cutoffOf(rules, 'answers', at),
  ];
  const emptied = questions && answers && (questions < answers ? questions : answers);
  return latest([whole, emptied].flatMap((one) => one ?? []));
};

/** What a conversation was begun before holds messages that may be overdue. */
export const messageCutoff: CutoffOf = (rules, at) =>
  latest((['questions', 'answers'] as const).flatMap((kind) => cutoffOf(rules, kind, at) ?? []));

export const documentCutoff: CutoffOf = (rules, at) => cutoffOf(rules, 'documents', at);

/**
 * What comes in with an old date, out of an export, would be gone with the next run, and nobody told.
 *
 * @returns The date, or the first after it that leaves the days of a notice; never one that is still to come.
 */
export function sparedDate(date: Date, rules: readonly RetentionRule[], cutoff: CutoffOf, now: Date): Date {
  const then = cutoff(rules, new Date(now.getTime() + NOTICE_DAYS * DAY));
  if (then === undefined || date > then) return date;
  return new Date(Math.min(then.getTime() + 1, now.getTime()));
}

/** The cutoffs of everybody: a member's own choice can make theirs later, never earlier. */
export function cutoffs({ installation, members }: RuleBook, cutoff: CutoffOf, at: Date): Cutoffs {
  const own = new Map<UserId, Date>();
  for (const [ownerId, rules] of members) {
    const theirs = cutoff([...installation, ...rules], at);
    if (theirs !== undefined) own.set(ownerId, theirs);
  }
  return { others: cutoff(installation, at), own };
}

/** The rules that take anything by then. */
export function rulesInForce({ installation, members }: RuleBook, at: Date): RuleBook {
  const inForce = (rules: readonly RetentionRule[]) => rules.filter((rule) => bitesFrom(rule) <= at);
  return {
    installation: inForce(installation),
    members: new Map(Array.from(members, ([ownerId, rules]) => [ownerId, inForce(rules)])),
  };
}

/** When a thing goes, by its own date or by any of the rules; absent where it stays, as while it is held. */
export function dueDate(
  thing: { readonly since: Date; readonly expiresAt?: Date | null; readonly heldAt: Date | null },
  rules: readonly RetentionRule[],
  kind: RetentionKind,
): Date | undefined {
  if (thing.heldAt !== null) return undefined;
  const byRules = rules.flatMap((rule) => {
    if (rule.kind !== kind || rule.days === null) return [];
    return [Math.max(thing.since.getTime() + rule.days * DAY, bitesFrom(rule).getTime())];
  });
  const all = thing.expiresAt ? [...byRules, thing.expiresAt.getTime()] : byRules;
  return all.length === 0 ? undefined : new Date(Math.min(...all));
}

function latest(dates: readonly Date[]): Date | undefined {
  return dates.length === 0 ? undefined : new Date(Math.max(...dates.map((date) => date.getTime())));
}
