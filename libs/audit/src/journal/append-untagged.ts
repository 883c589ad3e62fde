import type { Clock } from '@hearthlore/kernel';
import { AuditUnavailableError } from '../audit.errors.js';
import { canonicalEntry } from '../entries/audit-entry.js';
import type { AuditEvent } from '../entries/audit-event.js';
import type { AuditStore } from '../ports/audit-store.port.js';

/** How often an entry is numbered anew because another process was faster. */
const ATTEMPTS = 5;

/**
 * Appends what nobody and nothing is named in, without the keys of the log: a restore may go without the master key.
 * The next process that has them signs it with the rest.
 *
 * @throws {AuditUnavailableError}
 */
export async function appendUntagged(
  store: AuditStore,
  clock: Clock,
  { action, result }: Pick<AuditEvent, 'action' | 'result'>,
): Promise<void> {
  const at = clock.now();
  const fields = { action, actor: null, network: null, object: null, reqId: null, result, ts: at.toISOString() };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const seq = await store.size();
    const text = canonicalEntry({ ...fields, seq });
    const { isKept } = await store.append(seq, [{ text, actor: undefined, object: undefined, at }]);
    if (isKept) return;
  }
  throw new AuditUnavailableError();
}
