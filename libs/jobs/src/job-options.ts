import type { JobsOptions } from 'bullmq';
import type { QueueName } from './queue-catalog.js';

const DAY = 86_400;
/** Seconds that anything about a finished job is kept at most: as long as a session's row. */
const KEEP_AT_MOST = 90 * DAY;
/** First wait before a retry, in milliseconds; each further one is twice as long. */
const FIRST_WAIT = 10_000;

/** How often a job is tried. A backup is long, and the next one comes tomorrow; nobody wants tonight's notice next week. */
const ATTEMPTS: Readonly<Record<QueueName, number>> = {
  retention: 5,
  erasure: 8,
  backup: 3,
  drill: 2,
  sweep: 3,
  notify: 10,
};

/** Of every job of a queue. Its stack traces are not kept: they may quote what was worked on. */
export function jobOptions(queue: QueueName): JobsOptions {
  return {
    attempts: ATTEMPTS[queue],
    backoff: { type: 'exponential', delay: FIRST_WAIT },
    stackTraceLimit: 0,
    removeOnComplete: { age: 7 * DAY, count: 500 },
    removeOnFail: { age: KEEP_AT_MOST },
  };
}
