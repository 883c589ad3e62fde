import type { NoticedKind } from '@hearthlore/audit';

export const ALERTS = [
  'audit-broken',
  'backup-overdue',
  'drill-overdue',
  'dead-letters',
  'queue-stuck',
  'queue-unavailable',
  'vector-store-down',
  'disk-low',
  'lockdown',
] as const;
export type AlertName = (typeof ALERTS)[number];

/** Of these the program opens an incident by itself; the others pass by themselves. */
export const INCIDENT_OF: Readonly<Partial<Record<AlertName, NoticedKind>>> = {
  'audit-broken': 'audit-broken',
  'backup-overdue': 'backup-overdue',
  'drill-overdue': 'drill-overdue',
  'dead-letters': 'dead-letters',
  'vector-store-down': 'vector-store-down',
};

/** Whether each alert stands, for the metrics, the overview and the incidents alike. */
export type AlertStates = Readonly<Record<AlertName, boolean>>;

export const raised = (states: AlertStates): AlertName[] => ALERTS.filter((name) => states[name]);
