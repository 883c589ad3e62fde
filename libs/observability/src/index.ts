export { describeError, JsonLogger, type LogLevel } from './json-logger.js';
export { logCrashes } from './log-crashes.js';
export { currentClientAddress, currentRequestId, type RequestContext, withRequest } from './request-context.js';
