import { appendUntagged, AuditAction, PostgresAuditStore, readCheckpoint, splitNotes } from '@hearthlore/audit';
import { Secret } from '@hearthlore/config';
import { createPool } from '@hearthlore/database';
import { type Clock, newId } from '@hearthlore/kernel';
import { withClient } from '@hearthlore/machine';
import type { Tombstone } from '../ledger/erasure-ledger.js';
import { replayErasures } from './replay.js';

export interface RestoredDatabase {
  readonly superuserUrl: string;
  readonly appUrl: string;
}

export interface OpeningOptions {
  readonly tombstones: readonly Tombstone[];
  /** Whether somebody said knowingly that the ledger has a gap. */
  readonly isGapAcknowledged: boolean;
  readonly clock: Clock;
}

/**
 * Repeats erasures in a restored database.
 *
 * @returns How many accounts had come back; nothing of them is left in its files either.
 */
export function eraseAgain(superuserUrl: string, tombstones: readonly Tombstone[]): Promise<number> {
  return withClient(superuserUrl, async (client) => {
    const erased = await replayErasures(client, tombstones);
    if (erased > 0) {
      // Deleted rows stay in a table's file until it is written anew.
      await client.query('VACUUM FULL');
      await client.query('CHECKPOINT');
    }
    return erased;
  });
}

/** Writes into the log what happened, and then lets members in: this is the last that a restore does to its database. */
export async function openToMembers(
  { superuserUrl, appUrl }: RestoredDatabase,
  { isGapAcknowledged, clock }: Omit<OpeningOptions, 'tombstones'>,
): Promise<void> {
  const pool = createPool(new Secret(appUrl), { max: 1, name: 'hearthlore-restore' });
  try {
    const store = new PostgresAuditStore(pool);
    await appendUntagged(store, clock, { action: AuditAction.installationRestored, result: 'ok' });
    if (isGapAcknowledged)
      await appendUntagged(store, clock, { action: AuditAction.restoreGapAcknowledged, result: 'ok' });
  } finally {
    await pool.end();
  }
  await withClient(superuserUrl, async (client) => {
    if (isGapAcknowledged)
      await client.query(
        `INSERT INTO public.incidents (id, kind, severity, source) VALUES ($1, 'erasure-gap', 'critical', 'manager')`,
        [newId()],
      );
    await client.query('UPDATE public.installation SET restored_at = NULL');
  });
}

/**
 * The signed notes that fit the log as it came back. Newer ones are of entries that were given up: beside a log that
 * goes on from before them they would look like damage.
 *
 * @param notes The text of the file of checkpoints.
 */
export async function splitCheckpoints(
  superuserUrl: string,
  notes: string,
): Promise<{ readonly kept: string; readonly givenUp: string }> {
  const size = await withClient(superuserUrl, async (client) => {
    const { rows } = await client.query<{ size: string }>('SELECT size FROM public.audit_head');
    return Number(rows[0]?.size ?? 0);
  });
  const all = splitNotes(notes);
  const isKept = (note: string): boolean => (readCheckpoint(note)?.size ?? Infinity) <= size;
  return { kept: all.filter(isKept).join(''), givenUp: all.filter((note) => !isKept(note)).join('') };
}
