import type { FastifyInstance } from 'fastify';

/**
 * The policy allows this server and nothing else: no other host, no inline script, no plug-in, no frame.
 *
 * @param styleHashes Of the constant style elements that interface libraries insert, listed by the web build.
 */
export function contentSecurityPolicy(styleHashes: readonly string[]): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    [`style-src 'self'`, ...styleHashes.map((hash) => `'${hash}'`)].join(' '),
    `img-src 'self' data: blob:`,
    `connect-src 'self'`,
    `font-src 'self'`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `worker-src 'self'`,
    `manifest-src 'self'`,
    `frame-ancestors 'none'`,
    `require-trusted-types-for 'script'`,
  ].join('; ');
}

/** Two years (HSTS preload requirements); browsers take it from an https answer without certificate errors alone. */
const STRICT_TRANSPORT = 'max-age=63072000';

export function addSecurityHeaders(server: FastifyInstance, styleHashes: readonly string[]): void {
  const headers = {
    'content-security-policy': contentSecurityPolicy(styleHashes),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
  server.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headers);
    if (request.protocol === 'https') void reply.header('strict-transport-security', STRICT_TRANSPORT);
    // What a member reads must not lie in a cache on disk.
    if (request.url.startsWith('/api/')) void reply.header('cache-control', 'no-store');
    done();
  });
}
