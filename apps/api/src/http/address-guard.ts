import { type Env, publicUrl } from '@hearthlore/config';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { clientAddress, isFromThisMachine } from './client-address.js';
import { isHostOurs } from './host.js';

/** What a stranger is told: the same bytes whatever was asked for. */
interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly title: string;
}

const NETWORK_REFUSED = { status: 403, code: 'network.refused', title: 'Your network is not served here' };
const INSECURE = { status: 403, code: 'request.insecure', title: 'Plain HTTP is for the machine itself: use https' };
const MISDIRECTED = { status: 421, code: 'request.misdirected', title: 'This server does not go by that name' };

/** For whoever watches whether the process lives: it tells nothing else. */
const OPEN_TO_ALL = '/health/live';

/** Asks of every request, before any route: from an address we serve, encrypted on its way, and meant for us? */
export function guardAddresses(server: FastifyInstance, env: Env): void {
  server.addHook('onRequest', (request, reply, done) => {
    const refusal = request.url.split('?', 1)[0] === OPEN_TO_ALL ? undefined : refusalOf(request, env);
    if (refusal === undefined) return done();
    const { code, title, status } = refusal;
    void reply
      .status(status)
      .header('cache-control', 'no-store')
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify({ type: `/problems/${code}`, title, status, code }));
  });
}

function refusalOf(request: FastifyRequest, env: Env): Refusal | undefined {
  if (!isFromThisMachine(request)) {
    const { address } = clientAddress(request);
    const { HEARTHLORE_ALLOWED_NETWORKS: allowed } = env;
    if (!allowed.isEmpty && !allowed.includes(address)) return NETWORK_REFUSED;
    if (request.protocol !== 'https') return INSECURE;
  }
  return isHostOurs(request, publicUrl(env)) ? undefined : MISDIRECTED;
}
