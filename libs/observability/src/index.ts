export { describeError, JsonLogger, type LogLevel } from './json-logger.js';
export { currentRequestId, withRequestId } from './request-context.js';
