import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Env, Secret } from '@hearthlore/config';
import type { Metrics } from './metrics.js';

/** Serves the metrics on a port of their own, to this machine alone, for whoever knows the token. */
export class MetricsServer {
  #server: Server | undefined;

  constructor(private readonly metrics: Metrics) {}

  /** Does nothing where no port is set; the configuration refuses a port without a token. */
  async start({ HEARTHLORE_METRICS_PORT: port, HEARTHLORE_METRICS_TOKEN: token }: Env): Promise<void> {
    if (port === undefined || token === undefined) return;
    const server = createServer((request, response) => {
      if (request.method !== 'GET' || request.url !== '/metrics') {
        response.writeHead(404).end();
        return;
      }
      if (!isKnown(request, token)) {
        response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
        return;
      }
      void this.metrics.read().then(
        (text) => response.writeHead(200, { 'content-type': this.metrics.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
  }

  async close(): Promise<void> {
    if (this.#server === undefined) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

/** Hashed first: two texts of different lengths cannot be compared in constant time. */
function isKnown({ headers }: IncomingMessage, token: Secret): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(headers.authorization ?? ''), hash(`Bearer ${token.reveal()}`));
}
