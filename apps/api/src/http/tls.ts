import { unwatchFile, watchFile } from 'node:fs';
import type { Server } from 'node:https';
import type { TlsOptions } from 'node:tls';
import { type Env, readServerCertificate, type ServerCertificate } from '@hearthlore/config';
import { Logger } from '@nestjs/common';

/** Looked at this often, in milliseconds: by polling, which also sees links that are turned and network drives. */
const LOOK_EVERY = 2_000;

/** Forward secrecy and authenticated encryption only: Mozilla's intermediate list, guidelines version 5.7. */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

export function tlsOptions({ certificate, key }: ServerCertificate): TlsOptions {
  return { cert: certificate, key, minVersion: 'TLSv1.2', ciphers: CIPHERS };
}

/**
 * Takes a renewed certificate for new connections without a restart. One that would not have been accepted at the start
 * is named in the log, and the certificate in use stays.
 */
export function followCertificate(server: Server, env: Env): void {
  const logger = new Logger('Tls');
  const files = [env.HEARTHLORE_TLS_CERT_FILE, env.HEARTHLORE_TLS_KEY_FILE].filter((file) => file !== undefined);
  const renew = (): void => {
    try {
      const renewed = readServerCertificate(env);
      if (renewed === undefined) return;
      server.setSecureContext(tlsOptions(renewed));
      logger.log('certificate renewed', { expiresAt: renewed.expiresAt.toISOString() });
    } catch (error) {
      logger.error('certificate not renewed', error);
    }
  };
  for (const file of files) watchFile(file, { interval: LOOK_EVERY, persistent: false }, renew);
  server.once('close', () => {
    for (const file of files) unwatchFile(file, renew);
  });
}
