import type { AuditEvent } from '../entries/audit-event.js';

/** What happened to accounts and keys, in an order that nobody can change afterwards. [Note: Audit log] */
export abstract class AuditLog {
  /**
   * Writes one entry, on a connection of its own: it joins no transaction of the caller. Call it after the transaction
   * of what happened is kept, and before it for what deletes a member, whose tag is gone afterwards.
   *
   * Resolves once the entry is on disk. The request's id and a keyed tag of the client's network are added.
   */
  abstract append(event: AuditEvent): Promise<void>;
}
