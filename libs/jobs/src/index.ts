export { migrateQueues } from './queue-connection.js';
export {
  type RetentionJobName,
  RetentionRequests,
  type RetentionResult,
  RetentionTimeoutError,
  RetentionWorker,
} from './retention-queue.js';
export type { JobData, JobName, NoData, QueueCatalog, QueueName } from './queue-catalog.js';
