import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { JsonLogger } from './json-logger.js';
import { logCrashes } from './log-crashes.js';

it('a crash is logged without the message of its error, and ends the process', () => {
  const lines: string[] = [];
  const target = new EventEmitter();
  let ends = 0;
  const logger = new JsonLogger('error', { write: (line) => void lines.push(line) });
  logCrashes(target, logger, () => (ends += 1));
  target.emit('uncaughtException', new SyntaxError('Unexpected token in "canary of a passage"'));
  expect(lines.join('')).toContain('"error":"SyntaxError"');
  expect(lines.join('')).not.toContain('canary');
  expect(ends).toBe(1);
});
