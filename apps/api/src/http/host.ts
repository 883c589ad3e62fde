import { isLoopback } from '@hearthlore/config';
import type { FastifyRequest } from 'fastify';

/** The address that people use, for whoever asks Nest for it. */
export const PUBLIC_URL = Symbol('PUBLIC_URL');

/**
 * Whether a request names us. A page of another site can make its own name point at this machine (DNS rebinding) and
 * would then count as ours in the browser's eyes; its name still stands in the Host header. Names of this machine
 * itself cannot be pointed elsewhere, so they pass at any port: a tunnel of `ssh -L` has another one.
 */
export function isHostOurs(request: FastifyRequest, publicUrl: string): boolean {
  const url = parseHost(request);
  if (url === undefined) return false;
  return isLoopbackUrl(url) || url.host === hostUnder(url.protocol, publicUrl);
}

/** Whether a page at `origin` is ours: at the public address, or on this machine at the address that it asks. */
export function isOriginOurs(origin: string, request: FastifyRequest, publicUrl: string): boolean {
  if (origin === publicUrl) return true;
  const url = parseHost(request);
  return url !== undefined && isLoopbackUrl(url) && origin === url.origin;
}

function isLoopbackUrl({ hostname }: URL): boolean {
  return isLoopback(hostname.replaceAll(/[[\]]/g, ''));
}

function parseHost(request: FastifyRequest): URL | undefined {
  const text = `${request.protocol}://${request.host}`;
  if (request.host === '' || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  // Anything beyond a name and a port would hide another name from us.
  return url.href === `${url.origin}/` && !/[/?#@\\]/.test(request.host) ? url : undefined;
}

/** Between a proxy and us the scheme may differ from the public one, and with it the port that may be left out. */
function hostUnder(protocol: string, publicUrl: string): string {
  const url = new URL(publicUrl);
  url.protocol = protocol;
  return url.host;
}
