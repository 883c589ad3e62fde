import type { MemberJob } from '@hearthlore/data-rights';
import type { JobDto } from './job.dto.js';

export function toJobDto(job: MemberJob): JobDto {
  const { id, kind, state, progress, step, error, subjectId, counts, createdAt, finishedAt } = job;
  return {
    id,
    kind,
    state,
    progress,
    step,
    error,
    subjectId,
    counts,
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}
