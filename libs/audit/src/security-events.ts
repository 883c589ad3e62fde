import { isIP } from 'node:net';
import { Logger } from '@nestjs/common';
import type { AuditEntry } from './entries/audit-entry.js';

/** What a sign-in failed at. */
export const AUTH_FAILURES = [
  'credentials',
  'second-factor',
  'passkey',
  'recovery-key',
  'refresh-token',
  'access-token',
  'api-key',
  'invitation',
  'reset-link',
  'setup-code',
  'step-up',
  'throttled',
] as const;
export type AuthFailure = (typeof AUTH_FAILURES)[number];

/**
 * The lines of the server's own log that are for whoever watches over it: one for each audit entry, with the tags of
 * that entry, and one for each failed sign-in. docs/security-events.md has them all.
 */
export class SecurityEvents {
  readonly #logger = new Logger('SecurityEvents');

  audited({ action, result, seq, actor, object, network }: AuditEntry): void {
    const fields = { event: action, result, seq, ...tagged({ actor, object, network }) };
    if (result === 'ok') this.#logger.log('security event', fields);
    else this.#logger.warn('security event', fields);
  }

  /**
   * The one line with an address in it: fail2ban has to know whom to keep out (docker/fail2ban).
   *
   * @param address Of the client, as the server sees it behind its trusted proxies.
   */
  authFailed(address: string, reason: AuthFailure): void {
    this.#logger.warn('auth_failed', { ip: isIP(address) === 0 ? 'unknown' : address, reason });
  }
}

function tagged(tags: Readonly<Record<string, string | null>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).flatMap(([name, tag]) => (tag === null ? [] : [[name, tag]])));
}
