export { migrateQueues } from './queue-connection.js';
export {
  type RetentionJobName,
  RetentionRequests,
  type RetentionResult,
  RetentionTimeoutError,
  RetentionWorker,
} from './retention-queue.js';
