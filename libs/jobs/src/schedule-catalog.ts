import type { JobName, QueueName } from './queue-catalog.js';

interface ScheduleOf<Q extends QueueName> {
  readonly queue: Q;
  readonly name: JobName<Q>;
  /** Minute, hour, day of month, month, day of week, in the installation's time zone. */
  readonly pattern: string;
}

export type Schedule = { readonly [Q in QueueName]: ScheduleOf<Q> }[QueueName];

/** What comes by itself. Spread over the hour, so that one does not wait for another. */
export const SCHEDULES = {
  retention: { queue: 'retention', name: 'purge', pattern: '5 * * * *' },
  'retention-notices': { queue: 'retention', name: 'tell-ahead', pattern: '15 * * * *' },
  erasure: { queue: 'erasure', name: 'erase-due', pattern: '*/5 * * * *' },
  backup: { queue: 'backup', name: 'create-scheduled', pattern: '30 2 * * *' },
  'backup-prune': { queue: 'backup', name: 'prune', pattern: '30 3 * * *' },
  drill: { queue: 'drill', name: 'run-scheduled', pattern: '0 4 1 * *' },
  sweep: { queue: 'sweep', name: 'sweep', pattern: '35 * * * *' },
  points: { queue: 'sweep', name: 'sweep-points', pattern: '*/10 * * * *' },
} as const satisfies Readonly<Record<string, Schedule>>;

export type ScheduleKey = keyof typeof SCHEDULES;

export function parseScheduleKey(text: string): ScheduleKey | undefined {
  return SCHEDULE_KEYS.find((key) => key === text);
}

export const SCHEDULE_KEYS: readonly ScheduleKey[] = [
  'retention',
  'retention-notices',
  'erasure',
  'backup',
  'backup-prune',
  'drill',
  'sweep',
  'points',
];
