import { setTimeout as sleep } from 'node:timers/promises';
import { type QueueName, SCHEDULE_KEYS, SCHEDULES } from '@hearthlore/jobs';
import type { Household } from './household.js';

const LOOK_AGAIN = 100;
const PATIENCE = 120_000;
/** States are counted one after the other: what moves on meanwhile may be missed once, not three times. */
const CALM_LOOKS = 3;

/** Of each queue, whose next run is always there and waits for its time. */
const scheduled = Map.groupBy(SCHEDULE_KEYS, (key): QueueName => SCHEDULES[key].queue);

/** Resolves when nothing waits, runs or is to be tried again, wherever the queues lie. */
export async function untilSettled(household: Household): Promise<void> {
  const until = Date.now() + PATIENCE;
  for (let calm = 0; ; ) {
    const queues = await household.life.admin.list();
    const open = queues.filter(
      ({ name, waiting, active, delayed }) => waiting + active > 0 || delayed > (scheduled.get(name)?.length ?? 0),
    );
    const members = await household.sql(`select kind, state, step from member_jobs where finished_at is null`);
    calm = open.length + members.length === 0 ? calm + 1 : 0;
    if (calm === CALM_LOOKS) return;
    if (Date.now() > until) throw new Error(`not settled: ${JSON.stringify([open, members])}`);
    await sleep(LOOK_AGAIN);
  }
}
