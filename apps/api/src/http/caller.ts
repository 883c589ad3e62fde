import type { Program } from '@hearthlore/identity';
import type { UserId } from '@hearthlore/kernel';
import type { MemberVault, VaultHolderId } from '@hearthlore/vault';

/** Who asks: a member in a session, or a program in a member's name. */
export interface Caller {
  readonly ownerId: UserId;
  /** The session, or the key of the program. */
  readonly holderId: VaultHolderId;
  /** Absent for a program whose key opens nothing. */
  readonly vault: MemberVault | undefined;
  /** Absent for a session. */
  readonly program?: Program;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the session guard on every route that is not public. */
    caller?: Caller;
    /** The caller's keys; absent for a program whose key opens nothing. */
    vault?: MemberVault;
  }
}
