import type { X509Certificate } from 'node:crypto';
import { type Env, findLocalAuthority, isIssuedBy, publicUrl } from '@hearthlore/config';
import type { FastifyInstance } from 'fastify';
import { TRUST_STYLE, trustPage } from './trust-page.presenter.js';

/** What phones and browsers know how to install: a certificate in DER. */
const CERTIFICATE_TYPE = 'application/x-x509-ca-cert';

/**
 * The page where a phone gets the installation's own authority, while the certificate in use comes from it. Public, and
 * without a secret: whoever sees the page has been sent the same certificate in the handshake already.
 */
export function serveTrust(server: FastifyInstance, env: Env, leaf: X509Certificate): void {
  const authority = findLocalAuthority(env.HEARTHLORE_DATA_DIR);
  if (authority === undefined || !isIssuedBy(leaf, authority)) return;
  const page = trustPage({
    address: publicUrl(env),
    fingerprint: authority.fingerprint256,
    until: new Date(authority.validTo),
  });
  server.get('/trust', (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
  server.get('/trust/trust.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(TRUST_STYLE));
  server.get('/trust/ca.crt', (_request, reply) =>
    reply
      .type(CERTIFICATE_TYPE)
      .header('content-disposition', 'attachment; filename="hearthlore-ca.crt"')
      .send(authority.raw),
  );
}
