import type { EventEmitter } from 'node:events';
import type { JsonLogger } from './json-logger.js';

/**
 * Ends a process after an error that nobody caught, and logs it like any other. Node would print the whole error,
 * message and all, and a message may quote what somebody wrote. [Note: Logs without content]
 *
 * @param target The process. Rejections without a handler arrive as the same event.
 */
export function logCrashes(target: EventEmitter, logger: JsonLogger, end: () => void): void {
  target.on('uncaughtException', (error: unknown) => {
    logger.error('an error that nobody caught', error);
    end();
  });
}
