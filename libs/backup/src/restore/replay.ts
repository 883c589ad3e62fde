import type pg from 'pg';
import type { Tombstone } from '../ledger/erasure-ledger.js';

/** Tags that travel in one statement. */
const BATCH = 500;

/**
 * Repeats erasures: an account whose tag is in the ledger goes with everything that hangs on it. Repeating it again
 * changes nothing.
 *
 * @param client Of a superuser: row-level security hides nobody.
 * @returns How many accounts had come back and are gone again.
 */
export async function replayErasures(
  client: pg.Client,
  tombstones: readonly Pick<Tombstone, 'tag'>[],
): Promise<number> {
  let erased = 0;
  for (let at = 0; at < tombstones.length; at += BATCH) {
    const tags = tombstones.slice(at, at + BATCH).map(({ tag }) => Buffer.from(tag, 'hex'));
    const { rowCount } = await client.query('DELETE FROM public.members WHERE erasure_tag = ANY($1::bytea[])', [tags]);
    erased += rowCount ?? 0;
  }
  return erased;
}
