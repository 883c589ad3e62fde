import type { IncidentId } from '@hearthlore/kernel';

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What the program notices by itself, and how bad that is. */
export const NOTICED = {
  'audit-broken': 'critical',
  'backup-overdue': 'high',
  'drill-overdue': 'medium',
  'dead-letters': 'medium',
  'session-reuse': 'high',
  /** The vector store answered with what is not the member's own. */
  'foreign-point': 'high',
  'vector-store-down': 'medium',
  lockdown: 'critical',
} as const satisfies Readonly<Record<string, Severity>>;
export type NoticedKind = keyof typeof NOTICED;

/** What a manager may write down: chosen from a list, so that no words of a member end up here. */
export const REPORTED_KINDS = [
  'lost-device',
  'suspected-intrusion',
  'disclosed-data',
  'lost-data',
  'unavailable',
  'other',
] as const;
export type ReportedKind = (typeof REPORTED_KINDS)[number];

/** What went wrong or might have: codes and dates. */
export interface Incident {
  readonly id: IncidentId;
  readonly kind: string;
  readonly severity: Severity;
  readonly source: 'program' | 'manager';
  readonly openedAt: Date;
  readonly acknowledgedAt: Date | undefined;
  readonly closedAt: Date | undefined;
}

/** How backups and drills stand, without a word of what is in them. */
export interface OperationsMeasure {
  /** Of the newest good one that is still at the target. */
  readonly backupAt: Date | undefined;
  readonly backupBytes: number | undefined;
  readonly backupVerifiedAt: Date | undefined;
  readonly drillAt: Date | undefined;
  readonly openIncidents: number;
  /** Nothing is overdue in a house that was opened an hour ago. */
  readonly setUpAt: Date | undefined;
}
