import { AppError } from '@hearthlore/kernel';
import { describe, expect, it } from 'vitest';
import { JsonLogger } from './json-logger.js';
import { withRequest } from './request-context.js';

class TestError extends AppError {
  readonly kind = 'invalid';
  readonly code = 'test.failed';
}

function aLogger() {
  const lines: string[] = [];
  return { logger: new JsonLogger('debug', { write: (line) => void lines.push(line) }), lines };
}

describe('the log', () => {
  it('is one JSON object a line, with ids and counts and the request’s id', () => {
    const { logger, lines } = aLogger();
    withRequest({ requestId: 'r-1', clientAddress: '192.0.2.1' }, () =>
      logger.log('document deleted', { documentId: 'd-1', passages: 3 }, 'Documents'),
    );
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      msg: 'document deleted',
      documentId: 'd-1',
      passages: 3,
      requestId: 'r-1',
      context: 'Documents',
    });
  });

  it('leaves out everything that could carry content', () => {
    const { logger, lines } = aLogger();
    const failed = new Error('canary in the message', { cause: new Error('canary in the cause') });
    logger.error(failed);
    logger.error('failed', failed, { body: { text: 'canary nested' }, list: ['canary listed'] });
    logger.error('failed', new TestError('a constant message', { cause: failed }));
    expect(lines.join('')).not.toContain('canary');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ error: 'Error', cause: 'Error', at: expect.any(Array) });
    expect(JSON.parse(lines[2] ?? '')).toMatchObject({
      error: 'TestError',
      code: 'test.failed',
      message: 'a constant message',
    });
  });
});
