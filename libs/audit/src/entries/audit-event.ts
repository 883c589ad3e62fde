import type { Id, UserId } from '@hearthlore/kernel';
import type { AuditAction } from './audit-action.js';

/**
 * One thing that happened, in ids. There is no place for a name, a title, a question or an address: what the log
 * cannot hold, nobody can read in it.
 */
export interface AuditEvent {
  readonly action: AuditAction;
  readonly result: 'ok' | 'refused';
  /** Who did it; absent where nobody is known, as for a sign-in with an address that no member has. */
  readonly actorId?: UserId;
  /** The member it was done to, where that is not the actor. */
  readonly objectId?: UserId;
  /** What else it was done to: a session, a key, an invitation. The log has a keyed tag of it. */
  readonly thingId?: Id<string>;
}
