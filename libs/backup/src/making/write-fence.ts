import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@hearthlore/kernel';
import { FENCE_LIMIT } from './snapshot-fence.js';

/** Between two looks, in milliseconds: a snapshot takes less than one mostly. */
const LOOK_AGAIN = 50;

/** Has what is new wait while a backup takes its snapshot; what is read goes on. */
export class WriteFence {
  constructor(
    private readonly fences: { fencedUntil(): Promise<Date | null> },
    private readonly clock: Clock,
    private readonly wait: (milliseconds: number) => Promise<unknown> = sleep,
  ) {}

  /** Resolves once nothing is in the way, after `FENCE_LIMIT` at the latest: whoever set it may have died. */
  async pass(): Promise<void> {
    for (let waited = 0; waited < FENCE_LIMIT; waited += LOOK_AGAIN) {
      const until = await this.fences.fencedUntil();
      if (until === null || until.getTime() <= this.clock.now().getTime()) return;
      await this.wait(LOOK_AGAIN);
    }
  }
}
