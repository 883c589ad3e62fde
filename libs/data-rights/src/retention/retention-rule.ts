import { AUDIT_BODY_DAYS } from '@hearthlore/audit';
import { RETENTION_KINDS } from '@hearthlore/database';

export { RETENTION_KINDS };
export type RetentionKind = (typeof RETENTION_KINDS)[number];

/** What members wrote: it goes by no age until somebody switches a rule on, and never without a notice ahead. */
export const WRITTEN_KINDS = ['documents', 'conversations', 'questions', 'answers'] as const;
export type WrittenKind = (typeof WRITTEN_KINDS)[number];

/** 24 hours, whatever the clocks of the place do: a day of a rule is one of these. Milliseconds. */
export const DAY = 86_400_000;
/** How long before anything of a member goes the member is told, in days. */
export const NOTICE_DAYS = 7;

/** What holds where nobody set anything (security.md §6, issue of background work): `null` goes by no age. */
export const DEFAULT_DAYS: Readonly<Record<RetentionKind, number | null>> = {
  documents: null,
  conversations: null,
  questions: null,
  answers: null,
  'audit-bodies': AUDIT_BODY_DAYS,
  sessions: 90,
  usage: 90,
};

/** The shortest rule of each kind. Of the audit log it is the one that its verification counts on. */
export const LEAST_DAYS: Readonly<Record<RetentionKind, number>> = {
  documents: 1,
  conversations: 1,
  questions: 1,
  answers: 1,
  'audit-bodies': 90,
  sessions: 1,
  usage: 1,
};
/** A hundred years: more is no rule. */
export const MOST_DAYS = 36_500;

/** The profile of the guides, for one click. */
export const SUGGESTED_DAYS: Readonly<Partial<Record<RetentionKind, number>>> = {
  questions: 30,
  answers: 7,
  sessions: 90,
  usage: 90,
};

export interface NewRule<Kind extends RetentionKind = RetentionKind> {
  readonly kind: Kind;
  /** `null`: goes by no age. */
  readonly days: number | null;
}

export interface RetentionRule<Kind extends RetentionKind = RetentionKind> extends NewRule<Kind> {
  readonly changedAt: Date;
}

export function isWritten(kind: RetentionKind): kind is WrittenKind {
  return WRITTEN_KINDS.some((one) => one === kind);
}

/** From when a rule takes anything: over what members wrote, they are told first. */
export function bitesFrom({ kind, changedAt }: Pick<RetentionRule, 'kind' | 'changedAt'>): Date {
  return isWritten(kind) ? new Date(changedAt.getTime() + NOTICE_DAYS * DAY) : changedAt;
}

/** @returns A rule for every kind: those that were set, and the defaults. */
export function withDefaults(rules: readonly RetentionRule[]): RetentionRule[] {
  return RETENTION_KINDS.map(
    (kind) => rules.find((rule) => rule.kind === kind) ?? { kind, days: DEFAULT_DAYS[kind], changedAt: new Date(0) },
  );
}
