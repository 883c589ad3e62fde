import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ApiClient } from './api-client.js';
import { ServerRefusedError } from './client.errors.js';

/** How often the server is asked how far it is, in milliseconds. */
const LOOK_AGAIN = 500;

export const jobSchema = z.object({
  id: z.string(),
  state: z.string(),
  progress: z.number(),
  step: z.string().nullable(),
  error: z.string().nullable(),
  counts: z.record(z.string(), z.number()).nullable(),
});
export type Job = z.output<typeof jobSchema>;

/**
 * Follows a job to its end. Whoever stops waiting may come back: the job goes on without them.
 *
 * @throws {ServerRefusedError} with the job's own code, for one that failed or was cancelled.
 */
export async function waitForJob(client: ApiClient, id: string, show: (job: Job) => void): Promise<Job> {
  for (;;) {
    const job = await client.get(`/api/v1/jobs/${encodeURIComponent(id)}`, jobSchema);
    show(job);
    if (job.state === 'completed') return job;
    if (job.state === 'failed' || job.state === 'cancelled')
      throw new ServerRefusedError(
        409,
        job.error ?? `job.${job.state}`,
        `It ${job.state}: ${job.error ?? 'no reason given'}`,
        {},
      );
    await sleep(LOOK_AGAIN);
  }
}

/** One line on the terminal that shows how far a job is. */
export function showProgress(isQuiet: boolean): (job: Job) => void {
  return ({ progress, state }) => {
    if (!isQuiet && process.stderr.isTTY) process.stderr.write(`\r${state === 'completed' ? '' : `${progress} % `}`);
  };
}
