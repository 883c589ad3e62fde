import type { DeadLetter, QueueState, ScheduleRun, ScheduleState } from '@hearthlore/jobs';
import { z } from 'zod';
import type { DeadLetterDto, QueueDto, ScheduleDto, ScheduleRunDto } from './queues.dto.js';

const fields = z.record(z.string(), z.unknown());

export function toQueueDto({ completed: _completed, oldestWaitingAt, ...state }: QueueState): QueueDto {
  return { ...state, oldestWaitingAt: oldestWaitingAt?.toISOString() ?? null };
}

export function toScheduleDto({ key, queue, name, pattern, timeZone, next, last }: ScheduleState): ScheduleDto {
  return {
    key,
    queue,
    name,
    pattern,
    timeZone: timeZone ?? null,
    nextAt: next?.toISOString() ?? null,
    last: last === undefined ? null : toRunDto(last),
  };
}

export function toDeadLetterDto({ failedAt, ...letter }: DeadLetter): DeadLetterDto {
  return { ...letter, failedAt: failedAt?.toISOString() ?? null };
}

function toRunDto({ at, outcome, code, took, result }: ScheduleRun): ScheduleRunDto {
  const parsed = fields.safeParse(result);
  return {
    at: at.toISOString(),
    outcome,
    code: code ?? null,
    seconds: took / 1000,
    result: parsed.success ? parsed.data : null,
  };
}
