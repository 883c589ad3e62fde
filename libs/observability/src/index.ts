export { describeError, JsonLogger, type LogLevel } from './json-logger.js';
export { logCrashes } from './log-crashes.js';
export { currentRequestId, withRequestId } from './request-context.js';
