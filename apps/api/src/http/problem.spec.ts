import { DocumentDuplicateError } from '@hearthlore/documents';
import { IngestionBusyError } from '@hearthlore/ingestion';
import { AppError, type DocumentId, type ErrorKind, newId } from '@hearthlore/kernel';
import { BadRequestException, HttpException, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from './invalid-request.error.js';
import { toProblem } from './problem.js';

class SomeError extends AppError {
  readonly code = 'some.code';

  constructor(
    readonly kind: ErrorKind,
    options?: ErrorOptions,
  ) {
    super('Words for a person', options);
  }
}

const STATUS: readonly (readonly [ErrorKind, number])[] = [
  ['invalid', 400],
  ['unauthenticated', 401],
  ['forbidden', 403],
  ['not-found', 404],
  ['conflict', 409],
  ['gone', 410],
  ['too-large', 413],
  ['unsupported', 415],
  ['unprocessable', 422],
  ['rate-limited', 429],
  ['unavailable', 503],
];

const problemOf = (error: unknown) => toProblem(error, '/api/v1/things', 'request-1');

/** As Fastify makes its own. */
const frameworkError = (statusCode: number, message = 'secret: /srv/private/body') =>
  Object.assign(new Error(message), { statusCode, code: 'FST_ERR_SOMETHING' });

describe('a problem', () => {
  it.each(STATUS)('of kind %s has status %d', (kind, status) => {
    expect(problemOf(new SomeError(kind))).toEqual({
      type: '/problems/some.code',
      title: 'Words for a person',
      status,
      code: 'some.code',
      instance: '/api/v1/things',
      requestId: 'request-1',
    });
  });

  it('carries what helps the client, and its own fields win', () => {
    const documentId = newId<DocumentId>();
    expect(problemOf(new DocumentDuplicateError(documentId))).toMatchObject({ status: 409, documentId });
    const clever = Object.assign(new SomeError('conflict'), { details: { code: 'other', instance: '/etc' } });
    expect(problemOf(clever)).toMatchObject({ code: 'some.code', instance: '/api/v1/things' });
    expect(problemOf(new IngestionBusyError())).toMatchObject({ status: 503, code: 'busy' });
  });

  it('never shows the cause', () => {
    const error = new SomeError('unprocessable', { cause: new Error('key 00ff') });
    expect(JSON.stringify(problemOf(error))).not.toContain('00ff');
  });

  it('lists the broken rules of a request', () => {
    const errors = [{ pointer: '/title', code: 'isString' }];
    expect(problemOf(new InvalidRequestError(errors))).toMatchObject({ status: 400, errors });
  });

  it.each([
    ['an error', new TypeError('select * from members failed for ada@family.example')],
    ['a database error', Object.assign(new Error('ada@family.example'), { code: '23505', detail: 'Key (email)' })],
    ['a thrown text', 'ada@family.example'],
    ['nothing', undefined],
    ['an error with an odd status', frameworkError(299, 'ada@family.example')],
    ['an exception of the framework that has no code here', new HttpException('ada@family.example', 418)],
  ])('says of %s that nobody expected no more than that', (_, error) => {
    const problem = problemOf(error);
    expect(problem).toMatchObject({ status: 500, code: 'internal', title: 'Something went wrong on the server' });
    expect(JSON.stringify(problem)).not.toMatch(/ada@|select|Key/);
  });

  it.each([
    [413, 'request.too-large'],
    [415, 'request.unsupported-media-type'],
    [404, 'route.not-found'],
    [400, 'request.invalid'],
    [405, 'request.method-not-allowed'],
  ])('has a code of ours for what the framework answers with %d', (status, code) => {
    const problem = problemOf(frameworkError(status));
    expect(problem).toMatchObject({ status, code });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });

  it('repeats no text of an exception of the framework', () => {
    for (const error of [new NotFoundException('Cannot GET /x?q=secret'), new BadRequestException('secret')])
      expect(JSON.stringify(problemOf(error))).not.toContain('secret');
  });
});
