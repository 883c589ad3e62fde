import { UnknownTableError } from '../backup.errors.js';

/**
 * Tables that no backup has. Counters against guessing are worth nothing later. Sessions would bring back one that was
 * ended since: after a restore everybody signs in anew. BullMQ's tables lie in a schema of their own and are refilled
 * by the schedules. What stands about points tells of a vector store that no backup has: it is filled anew from the packs.
 */
export const LEFT_OUT: readonly string[] = ['document_points', 'point_collections', 'sessions', 'throttles'];

/** Every table that a backup has; a new one must be put here or above before a backup is made again. */
export const BACKED_UP: readonly string[] = [
  'api_keys',
  'audit_checkpoints',
  'audit_entries',
  'audit_head',
  'audit_subjects',
  'backups',
  'conversations',
  'documents',
  'drills',
  'erasure_receipts',
  'erasures',
  'exports',
  'incidents',
  'ingest_box',
  'install_bundles',
  'installation',
  'invites',
  'key_slots',
  'member_jobs',
  'member_limits',
  'member_retention',
  'member_usage',
  'members',
  'notices',
  'passkeys',
  'record_sets',
  'records',
  'resets',
  'retention_rules',
  'retention_runs',
  'retention_state',
  'retired_install_bundles',
];

export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  /** Tables that its foreign keys point to, itself left out. */
  readonly needs: readonly string[];
  /** On disk, as the server counts it: how far a dump is. */
  readonly bytes: number;
}

/**
 * Those that are backed up, each after the ones that its rows point to.
 *
 * @throws {UnknownTableError} for a table that nobody has thought about: its rows would be missed after a restore.
 */
export function inLoadingOrder(tables: readonly Table[]): Table[] {
  const unknown = tables.filter(({ name }) => !LEFT_OUT.includes(name) && !BACKED_UP.includes(name));
  if (unknown.length > 0) throw new UnknownTableError(unknown.map(({ name }) => name));
  const waiting = new Map(tables.filter(({ name }) => BACKED_UP.includes(name)).map((table) => [table.name, table]));
  const ordered: Table[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(({ needs }) => !needs.some((name) => waiting.has(name)));
    if (ready.length === 0) throw new UnknownTableError([...waiting.keys()]);
    for (const table of ready.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      waiting.delete(table.name);
      ordered.push(table);
    }
  }
  return ordered;
}
