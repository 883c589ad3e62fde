export { migrateQueues } from './queue-connection.js';
export { type AddOptions, JobQueues } from './job-queues.js';
export { JobTimeoutError, QueueUnavailableError } from './jobs.errors.js';
export { type DeadLetter, QueueAdmin, type QueueState, type ScheduleRun, type ScheduleState } from './queue-admin.js';
export { MemberEntries } from './member-entries.js';
export { openQueueBackend, PostgresQueues, QueueBackend, RedisQueues } from './queue-backend.js';
export { type JobHandlers, type JobRun, QueueWorker, type QueueWorkerOptions } from './queue-worker.js';
export { QueueSchedules } from './queue-schedules.js';
export { parseScheduleKey, SCHEDULE_KEYS, type ScheduleKey, SCHEDULES } from './schedule-catalog.js';
export {
  type JobData,
  type JobName,
  type NoData,
  parseQueueName,
  QUEUE_NAMES,
  type QueueCatalog,
  type QueueName,
} from './queue-catalog.js';
