import type { QueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { exportsQuery, jobsQuery } from '../../api/data-queries.js';
import { chatsQuery, documentsQuery } from '../../api/queries.js';

const updateSchema = z.object({
  jobId: z.string(),
  state: z.enum(['awaiting-unlock', 'active', 'completed', 'failed', 'cancelled']),
  progress: z.number(),
  step: z.string().nullable(),
  error: z.string().nullable(),
});

/** Takes what an event says of a job into the list; asks where the list does not know it, or it came to an end. */
export function applyJobEvent(queries: QueryClient, data: string): void {
  const { jobId, ...update } = updateSchema.parse(JSON.parse(data));
  const isKnown = queries.getQueryData(jobsQuery.queryKey)?.some(({ id }) => id === jobId) ?? false;
  const isOver = update.state !== 'active' && update.state !== 'awaiting-unlock';
  queries.setQueryData(jobsQuery.queryKey, (jobs) =>
    jobs?.map((job) => (job.id === jobId ? { ...job, ...update } : job)),
  );
  if (!isKnown || isOver) void queries.invalidateQueries({ queryKey: jobsQuery.queryKey });
  if (!isOver) return;
  for (const { queryKey } of [exportsQuery, documentsQuery, chatsQuery]) void queries.invalidateQueries({ queryKey });
}
