import { SecurityEvents } from '@hearthlore/audit';
import { AppError } from '@hearthlore/kernel';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Metrics } from '../metrics/metrics.js';
import { authFailureOf } from './auth-failures.js';
import { clientAddress } from './client-address.js';
import { toProblem } from './problem.js';

/** The one place where an error becomes HTTP. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('Http');
  readonly #events = new SecurityEvents();

  constructor(private readonly metrics: Metrics) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = toProblem(error, request.url.split('?', 1)[0] ?? '/', request.id);
    if (problem.status >= 500 && !(error instanceof AppError)) this.#logger.error('request failed', error);
    const failure = authFailureOf(error);
    if (failure !== undefined) {
      this.#events.authFailed(clientAddress(request).address, failure);
      this.metrics.countAuthFailure(failure);
    }
    // A stream that has begun cannot become a problem any more: it ends.
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    const retryAfter = error instanceof AppError ? error.retryAfterSeconds : undefined;
    if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
    void reply.status(problem.status).header('content-type', 'application/problem+json; charset=utf-8').send(problem);
  }
}
