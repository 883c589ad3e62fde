import { setTimeout as sleep } from 'node:timers/promises';
import { QUEUE_NAMES } from '@hearthlore/jobs';
import type { Household } from './household.js';

const LOOK_AGAIN = 50;
/** A job that gave way once is tried again after ten seconds, then twenty; a busy machine is slow. */
const PATIENCE = 120_000;

/** Queues with a job whose worker died in it. */
export async function queuesThatDied(household: Household): Promise<string[]> {
  const jobs = await household.sql<{ queue: string }>(
    `select queue from bullmq.job where state = 'active' and processed_at_ms < $1`,
    [household.life.startedAt],
  );
  return jobs.map(({ queue }) => queue);
}

/**
 * Has those jobs be taken up again whose worker died: what BullMQ's own look does after half a minute or a whole one,
 * only that nobody waits for it here.
 */
export async function takeUpTheDead(household: Household): Promise<void> {
  await household.sql(
    `update bullmq.job set locked_until_ms = 0, stalled_marked = true where state = 'active' and processed_at_ms < $1`,
    [household.life.startedAt],
  );
  for (const queue of QUEUE_NAMES)
    await household.sql('select bullmq.move_stalled_jobs_to_wait($1, 5, $2, 0)', [queue, Date.now()]);
}

/** Resolves when nothing waits, runs or is to be tried again, in any queue and for any member who is here. */
export async function untilIdle(household: Household): Promise<void> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const [open] = await household.sql<{ n: number }>(
      `select (select count(*) from bullmq.job
                where state in ('waiting', 'active') or (state = 'delayed' and scheduler_id is null))::int
            + (select count(*) from member_jobs where owner_id = $1 and finished_at is null)::int as n`,
      [household.life.owner.userId],
    );
    if (open?.n === 0) return;
    if (Date.now() > until) throw new Error(`not idle: ${JSON.stringify(await openJobs(household))}`);
    await sleep(LOOK_AGAIN);
  }
}

function openJobs(household: Household) {
  return household.sql(
    `select queue, name, state::text, attempts_made, failed_reason, stalled_count from bullmq.job
      where state in ('waiting', 'active', 'delayed') and scheduler_id is null
     union all select 'member', kind, state, attempts, error, 0 from member_jobs where finished_at is null`,
  );
}
