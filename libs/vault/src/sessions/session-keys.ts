import {
  equalSecrets,
  KeySlot,
  openSuccessor,
  sealSuccessor,
  tokenVerifier,
  tokenWrappingSecret,
  unwrapKey,
  wrapKey,
} from '@hearthlore/crypto';
import { type Clock, newId, type SessionId, type UserId } from '@hearthlore/kernel';
import type { AuthBundle } from '../install/install-bundles.js';
import type { SessionRotation, SessionStore, StoredSession } from '../ports/session-store.port.js';
import { sealLabel } from '../unlocking/labels.js';
import type { VaultHolderId } from '../unlocking/member-vault.js';
import { SessionRevokedError } from '../vault.errors.js';
import { formatRefreshToken, hashSid, newRefreshToken, parseRefreshToken, type RefreshToken } from './refresh-token.js';

/** A session ends this long after its last refresh, and this long after sign-in, in milliseconds. */
export const SESSION_IDLE = 12 * 3_600_000;
export const SESSION_ABSOLUTE = 7 * 86_400_000;
/** Sessions a member may have at once. */
export const MOST_SESSIONS = 10;
/** A lost answer may be asked for again this long. */
const SUCCESSOR_LIFETIME = 24 * 3_600_000;

export interface OpenedSession {
  readonly sessionId: SessionId;
  readonly ownerId: UserId;
  /** Absent where the session was begun without a key and none was brought since. */
  readonly userRootKey: Uint8Array | undefined;
  readonly refreshToken: string;
}

export interface SessionBeginning {
  /** Absent after a sign-in that brings no key, as with a passkey without PRF. */
  readonly userRootKey: Uint8Array | undefined;
  /** What the member's list calls it, such as "Firefox on Linux". */
  readonly device: string;
  /** Whether a second factor, or a passkey, was part of the sign-in. */
  readonly secondFactor: boolean;
}

export interface LocatedSession {
  readonly id: SessionId;
  readonly ownerId: UserId;
}

type Decision = { readonly opened: OpenedSession } | { readonly reused: true } | { readonly expired: true };

/**
 * Sessions whose cookie secret wraps the user root key: the database alone opens nothing, the cookie alone neither.
 * Refresh tokens rotate (RFC 9700 §4.14.2). The token just replaced gets the same successor again until that one has
 * been used, so two tabs and lost answers never look like theft; anything older does. [Note: Refresh rotation]
 */
export class SessionKeys {
  constructor(
    private readonly sessions: SessionStore,
    private readonly auth: AuthBundle,
    private readonly clock: Clock,
  ) {}

  /** @param onEnd Told which sessions had to make room: their keys must leave memory too. */
  async start(
    ownerId: UserId,
    beginning: SessionBeginning,
    onEnd: (session: SessionId) => void,
  ): Promise<OpenedSession> {
    const { userRootKey, device, secondFactor } = beginning;
    const sessionId = newId<SessionId>();
    const token = newRefreshToken();
    const now = this.clock.now();
    await this.#makeRoom(ownerId, now, onEnd);
    await this.sessions.insert({
      id: sessionId,
      ownerId,
      sidHash: hashSid(token.sid),
      verifier: this.#verifier(token),
      wrapped: userRootKey === undefined ? null : this.#wrap(userRootKey, ownerId, sessionId, token),
      sealedDevice: userRootKey === undefined ? null : sealLabel({ ownerId, userRootKey }, sessionId, device),
      secondFactor,
      generation: 0,
      previousVerifier: null,
      successor: null,
      rotatedAt: now,
      createdAt: now,
      idleExpiresAt: new Date(now.getTime() + SESSION_IDLE),
      absoluteExpiresAt: new Date(now.getTime() + SESSION_ABSOLUTE),
    });
    return { sessionId, ownerId, userRootKey, refreshToken: formatRefreshToken(token) };
  }

  /**
   * Takes a refresh token and gives the next one with the session's root key.
   *
   * @param brought The root key and the device's name, where a session without a key gets one now.
   * @param onReuse Told which session was revoked because an old token came back.
   * @throws {SessionRevokedError} for an unknown, expired or reused token; a reused one ends the session.
   */
  async refresh(
    text: string,
    onReuse: (session: LocatedSession) => void,
    brought?: Pick<SessionBeginning, 'userRootKey' | 'device'>,
  ): Promise<OpenedSession> {
    const token = parseRefreshToken(text);
    const located = await this.locate(text);
    if (token === undefined || located === undefined) throw new SessionRevokedError();
    const decision = await this.sessions.update<Decision>(located.ownerId, located.id, (session) =>
      this.#decide(session, token, brought),
    );
    if (decision !== undefined && 'opened' in decision) return decision.opened;
    if (decision !== undefined && 'reused' in decision) onReuse(located);
    throw new SessionRevokedError();
  }

  /** @returns Whether the session has not been ended, as by a sign-out since it was opened. */
  async isOpen({ ownerId, sessionId }: Pick<OpenedSession, 'ownerId' | 'sessionId'>): Promise<boolean> {
    return (await this.sessions.update(ownerId, sessionId, () => ({ result: true }))) === true;
  }

  /** Ends the session of a token, whichever generation the token is of. @returns Which one, if there was one. */
  async end(text: string): Promise<LocatedSession | undefined> {
    const located = await this.locate(text);
    if (located === undefined) return undefined;
    await this.sessions.delete(located.ownerId, located.id);
    return located;
  }

  /** Whose token this is, going by its first half alone: it proves nothing yet. */
  async locate(text: string): Promise<LocatedSession | undefined> {
    const token = parseRefreshToken(text);
    return token && (await this.sessions.locate(hashSid(token.sid)));
  }

  /** The sessions that stand, oldest first. */
  async list(ownerId: UserId): Promise<StoredSession[]> {
    const now = this.clock.now();
    return (await this.sessions.list(ownerId)).filter((one) => !isOver(one, now));
  }

  /** @returns Whether this member had such a session. */
  endOne(ownerId: UserId, id: SessionId): Promise<boolean> {
    return this.sessions.delete(ownerId, id);
  }

  /** Ends every session of the member but one. @returns Which ones. */
  async endOthers(ownerId: UserId, keep: VaultHolderId | undefined): Promise<SessionId[]> {
    const others = (await this.sessions.list(ownerId)).map(({ id }) => id).filter((id) => id !== keep);
    for (const id of others) await this.sessions.delete(ownerId, id);
    return others;
  }

  /** Drops what has expired, wraps included, and the longest unused beyond what a member may have. */
  async #makeRoom(ownerId: UserId, now: Date, onEnd: (session: SessionId) => void): Promise<void> {
    const sessions = await this.sessions.list(ownerId);
    const standing = sessions
      .filter((one) => !isOver(one, now))
      .sort((a, b) => b.rotatedAt.getTime() - a.rotatedAt.getTime());
    for (const { id } of [...sessions.filter((one) => isOver(one, now)), ...standing.slice(MOST_SESSIONS - 1)]) {
      await this.sessions.delete(ownerId, id);
      onEnd(id);
    }
  }

  #decide(
    session: StoredSession,
    token: RefreshToken,
    brought: Pick<SessionBeginning, 'userRootKey' | 'device'> | undefined,
  ): { result: Decision; rotation?: SessionRotation; revoke?: boolean } {
    const now = this.clock.now();
    if (isOver(session, now)) return { result: { expired: true }, revoke: true };
    const verifier = this.#verifier(token);
    if (equalSecrets(verifier, session.verifier)) {
      const userRootKey = this.#unwrap(session, token) ?? brought?.userRootKey;
      const next = newRefreshToken(token.sid);
      return {
        result: { opened: opened(session, userRootKey, next) },
        rotation: {
          verifier: this.#verifier(next),
          wrapped: userRootKey === undefined ? null : this.#wrap(userRootKey, session.ownerId, session.id, next),
          sealedDevice: session.sealedDevice ?? labelOf(session, brought),
          generation: session.generation + 1,
          previousVerifier: verifier,
          successor: sealSuccessor(token.secret, token.sid, next.secret),
          rotatedAt: now,
          idleExpiresAt: new Date(now.getTime() + SESSION_IDLE),
        },
      };
    }
    const isPrevious = session.previousVerifier !== null && equalSecrets(verifier, session.previousVerifier);
    if (isPrevious && session.successor !== null && now.getTime() - session.rotatedAt.getTime() < SUCCESSOR_LIFETIME) {
      const next = { sid: token.sid, secret: openSuccessor(token.secret, token.sid, session.successor) };
      return { result: { opened: opened(session, this.#unwrap(session, next), next) } };
    }
    return { result: { reused: true }, revoke: true };
  }

  #verifier(token: RefreshToken): Uint8Array {
    return tokenVerifier(this.auth.tokenKey, 'sess', token.secret);
  }

  #wrap(userRootKey: Uint8Array, ownerId: UserId, sessionId: SessionId, token: RefreshToken): Uint8Array {
    return wrapKey(
      userRootKey,
      tokenWrappingSecret(this.auth.tokenKey, KeySlot.session, token.secret),
      context(ownerId, sessionId),
    );
  }

  #unwrap(session: StoredSession, token: RefreshToken): Uint8Array | undefined {
    if (session.wrapped === null) return undefined;
    const secret = tokenWrappingSecret(this.auth.tokenKey, KeySlot.session, token.secret);
    return unwrapKey(session.wrapped, secret, context(session.ownerId, session.id));
  }
}

const isOver = (session: StoredSession, now: Date): boolean =>
  session.idleExpiresAt <= now || session.absoluteExpiresAt <= now;

function labelOf(
  { id, ownerId }: StoredSession,
  brought: Pick<SessionBeginning, 'userRootKey' | 'device'> | undefined,
): Uint8Array | null {
  const { userRootKey, device } = brought ?? {};
  return userRootKey === undefined || device === undefined ? null : sealLabel({ ownerId, userRootKey }, id, device);
}

function opened(session: StoredSession, userRootKey: Uint8Array | undefined, token: RefreshToken): OpenedSession {
  return { sessionId: session.id, ownerId: session.ownerId, userRootKey, refreshToken: formatRefreshToken(token) };
}

function context(ownerId: UserId, sessionId: SessionId) {
  return { slot: KeySlot.session, subject: ownerId, slotId: sessionId, stretching: 0, masterVersion: 1, keyVersion: 1 };
}
