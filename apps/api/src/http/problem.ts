import { AppError, type ErrorKind } from '@hearthlore/kernel';
import { HttpException } from '@nestjs/common';
import { InvalidRequestError } from './invalid-request.error.js';

/** A new kind of error does not compile until it has a status. */
const STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  unsupported: 415,
  unprocessable: 422,
  'rate-limited': 429,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>;

/** What the framework itself refuses, by status. */
const FRAMEWORK_CODES: Readonly<Record<number, readonly [code: string, title: string]>> = {
  400: ['request.invalid', 'The request is not valid'],
  404: ['route.not-found', 'There is nothing at this address'],
  405: ['request.method-not-allowed', 'This method is not allowed here'],
  406: ['request.invalid', 'The request is not valid'],
  413: ['request.too-large', 'The request is too large'],
  415: ['request.unsupported-media-type', 'This media type is not supported here'],
};

/** RFC 9457, with a stable code that clients switch on. */
export interface Problem extends Readonly<Record<string, unknown>> {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly instance: string;
  readonly requestId: string;
}

/** @returns The problem to send; never an error's own text unless the error is one of ours. */
export function toProblem(error: unknown, instance: string, requestId: string): Problem {
  if (error instanceof AppError) {
    const extra = error instanceof InvalidRequestError ? { errors: error.problems } : error.details;
    return problem(error.code, error.message, STATUS[error.kind], extra, instance, requestId);
  }
  const status = statusOf(error);
  const [code, title] = FRAMEWORK_CODES[status] ?? ['internal', 'Something went wrong on the server'];
  return problem(code, title, code === 'internal' ? 500 : status, {}, instance, requestId);
}

function problem(
  code: string,
  title: string,
  status: number,
  extra: object,
  instance: string,
  requestId: string,
): Problem {
  return { type: `/problems/${code}`, title, status, ...extra, code, instance, requestId };
}

/** Nest throws HttpExceptions, Fastify errors with a `statusCode`. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return 500;
}
