import type { OwnRetentionKind, RetentionKind } from '../../api/types.js';

/** Days per kind; `null` keeps it whatever its age. */
export type RuleDays = Readonly<Partial<Record<RetentionKind, number | null>>>;

const KINDS = {
  documents: true,
  conversations: true,
  questions: true,
  answers: true,
  'audit-bodies': true,
  sessions: true,
  usage: true,
} as const satisfies Record<RetentionKind, true>;

const OWN_KINDS = {
  documents: true,
  conversations: true,
  questions: true,
  answers: true,
} as const satisfies Record<OwnRetentionKind, true>;

const isOwnKind = (kind: string): kind is OwnRetentionKind => kind in OWN_KINDS;

const isKind = (text: string): text is RetentionKind => text in KINDS;

export function daysByKind<Rule extends { readonly kind: RetentionKind }>(
  rules: readonly Rule[],
  daysOf: (rule: Rule) => number | null,
): RuleDays {
  return Object.fromEntries(rules.map((rule) => [rule.kind, daysOf(rule)]));
}

/** @returns The changes as the server takes them; kinds that are left out stay as they are. */
export function toNewRules(changes: RuleDays): { kind: RetentionKind; days: number | null }[] {
  return Object.entries(changes).flatMap(([kind, days]) => (isKind(kind) ? [{ kind, days }] : []));
}

/** @returns As {@link toNewRules}, for what a member may choose about. */
export function toOwnRules(changes: RuleDays): { kind: OwnRetentionKind; days: number | null }[] {
  return toNewRules(changes).flatMap(({ kind, days }) => (isOwnKind(kind) ? [{ kind, days }] : []));
}
