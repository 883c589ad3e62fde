import type { SessionId, UserId } from '@hearthlore/kernel';

export interface StoredSession {
  readonly id: SessionId;
  readonly ownerId: UserId;
  readonly sidHash: Uint8Array;
  readonly verifier: Uint8Array;
  /** Absent after a sign-in that brought no key. */
  readonly wrapped: Uint8Array | null;
  readonly sealedDevice: Uint8Array | null;
  readonly secondFactor: boolean;
  readonly generation: number;
  readonly previousVerifier: Uint8Array | null;
  readonly successor: Uint8Array | null;
  readonly rotatedAt: Date;
  readonly createdAt: Date;
  readonly idleExpiresAt: Date;
  readonly absoluteExpiresAt: Date;
}

export type SessionRotation = Pick<
  StoredSession,
  | 'verifier'
  | 'wrapped'
  | 'sealedDevice'
  | 'generation'
  | 'previousVerifier'
  | 'successor'
  | 'rotatedAt'
  | 'idleExpiresAt'
>;

export abstract class SessionStore {
  /** Finds a session before its owner is known. */
  abstract locate(sidHash: Uint8Array): Promise<{ readonly id: SessionId; readonly ownerId: UserId } | undefined>;
  abstract insert(session: StoredSession): Promise<void>;
  /**
   * Runs `decide` on the session while nobody else can change it, then does what it says in the same transaction.
   *
   * @returns `undefined` where there is no such session.
   */
  abstract update<T>(
    ownerId: UserId,
    id: SessionId,
    decide: (session: StoredSession) => {
      readonly result: T;
      readonly rotation?: SessionRotation;
      readonly revoke?: boolean;
    },
  ): Promise<T | undefined>;
  /** Oldest first. */
  abstract list(ownerId: UserId): Promise<StoredSession[]>;
  /** @returns Whether there was one. With the row goes the wrap: the session cannot come back. */
  abstract delete(ownerId: UserId, id: SessionId): Promise<boolean>;
}
