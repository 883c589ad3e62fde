import { withRequest } from '@hearthlore/observability';
import { clientAddress } from './client-address.js';
import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

/** One line a request: method, route template, status, milliseconds. No address, no query, no body, no header. */
export function logRequests(server: FastifyInstance): void {
  const logger = new Logger('Http');
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    withRequest({ requestId: request.id, clientAddress: clientAddress(request).address }, done);
  });
  server.addHook('onResponse', (request, reply, done) => {
    logger.log('request', {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
      requestId: request.id,
    });
    done();
  });
}
