import { isLoopback, networkAround, normalizeAddress } from '@hearthlore/config';
import { currentClientAddress } from '@hearthlore/observability';
import type { FastifyRequest } from 'fastify';

/** A provider gives a household this much, so a person can change addresses within it at will. */
const THROTTLED = { v4: 24, v6: 64 };
/** Tells of a provider and a region and hardly of a household: audit entries are kept for years. */
const AUDITED = { v4: 24, v6: 48 };
/** No address of a client: in no list and in no network of anybody. */
const UNKNOWN = '::';

/** Who a request comes from, as far as that can be known. */
export interface ClientAddress {
  /** IPv4 is written as IPv4, IPv6 in its shortest form. */
  readonly address: string;
  /** What limits count by: /24 or /64. */
  readonly throttleNetwork: string;
  /** What the audit log keeps a keyed tag of: /24 or /48. */
  readonly auditNetwork: string;
}

/**
 * The one place that says where a request comes from. `X-Forwarded-For` counts where the connection comes from a proxy
 * of HEARTHLORE_TRUSTED_PROXIES, read from its end up to the first address that is none of them; `Forwarded` and
 * `X-Real-IP` never count. From anybody else, every such header is a claim that is not read.
 */
export function clientAddress(request: FastifyRequest): ClientAddress {
  const address = normalizeAddress(request.ip) ?? peerAddress(request) ?? UNKNOWN;
  return {
    address,
    throttleNetwork: networkAround(address, THROTTLED),
    auditNetwork: networkAround(address, AUDITED),
  };
}

/** The network that limits count by, of the request that is being answered; `undefined` for work of our own. */
export function currentThrottleNetwork(): string | undefined {
  const address = currentClientAddress();
  return address === undefined ? undefined : networkAround(address, THROTTLED);
}

/** Whether the request was made on this machine: by way of loopback, or from an address of this machine to itself. */
export function isFromThisMachine(request: FastifyRequest): boolean {
  const { address } = clientAddress(request);
  if (isLoopback(address)) return true;
  return address === peerAddress(request) && address === normalizeAddress(request.socket.localAddress ?? '');
}

function peerAddress(request: FastifyRequest): string | undefined {
  return normalizeAddress(request.socket.remoteAddress ?? '');
}
