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
  readonly userRootKey: Uint8Array;
  readonly refreshToken: string;
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
  async start(ownerId: UserId, userRootKey: Uint8Array, onEnd: (session: SessionId) => void): Promise<OpenedSession> {
    const sessionId = newId<SessionId>();
    const token = newRefreshToken();
    const now = this.clock.now();
    await this.#makeRoom(ownerId, now, onEnd);
    await this.sessions.insert({
      id: sessionId,
      ownerId,
      sidHash: hashSid(token.sid),
      verifier: this.#verifier(token),
      wrapped: this.#wrap(userRootKey, ownerId, sessionId, token),
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
   * @param onReuse Told which session was revoked because an old token came back.
   * @throws {SessionRevokedError} for an unknown, expired or reused token; a reused one ends the session.
   */
  async refresh(
    text: string,
    onReuse: (session: { readonly id: SessionId; readonly ownerId: UserId }) => void,
  ): Promise<OpenedSession> {
    const token = parseRefreshToken(text);
    const located = token && (await this.sessions.locate(hashSid(token.sid)));
    if (token === undefined || located === undefined) throw new SessionRevokedError();
    const decision = await this.sessions.update<Decision>(located.ownerId, located.id, (session) =>
      this.#decide(session, token),
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
  async end(text: string): Promise<{ readonly id: SessionId; readonly ownerId: UserId } | undefined> {
    const token = parseRefreshToken(text);
    const located = token && (await this.sessions.locate(hashSid(token.sid)));
    if (located === undefined) return undefined;
    await this.sessions.delete(located.ownerId, located.id);
    return located;
  }

  /** Drops what has expired, wraps included, and the longest unused beyond what a member may have. */
  async #makeRoom(ownerId: UserId, now: Date, onEnd: (session: SessionId) => void): Promise<void> {
    const sessions = await this.sessions.list(ownerId);
    const isOver = (one: StoredSession): boolean => one.idleExpiresAt <= now || one.absoluteExpiresAt <= now;
    const standing = sessions
      .filter((one) => !isOver(one))
      .sort((a, b) => b.rotatedAt.getTime() - a.rotatedAt.getTime());
    for (const { id } of [...sessions.filter(isOver), ...standing.slice(MOST_SESSIONS - 1)]) {
      await this.sessions.delete(ownerId, id);
      onEnd(id);
    }
  }

  #decide(
    session: StoredSession,
    token: RefreshToken,
  ): { result: Decision; rotation?: SessionRotation; revoke?: boolean } {
    const now = this.clock.now();
    if (session.idleExpiresAt <= now || session.absoluteExpiresAt <= now)
      return { result: { expired: true }, revoke: true };
    const verifier = this.#verifier(token);
    if (equalSecrets(verifier, session.verifier)) {
      const userRootKey = this.#unwrap(session, token);
      const next = newRefreshToken(token.sid);
      return {
        result: { opened: opened(session, userRootKey, next) },
        rotation: {
          verifier: this.#verifier(next),
          wrapped: this.#wrap(userRootKey, session.ownerId, session.id, next),
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

  #unwrap(session: StoredSession, token: RefreshToken): Uint8Array {
    const secret = tokenWrappingSecret(this.auth.tokenKey, KeySlot.session, token.secret);
    return unwrapKey(session.wrapped, secret, context(session.ownerId, session.id));
  }
}

function opened(session: StoredSession, userRootKey: Uint8Array, token: RefreshToken): OpenedSession {
  return { sessionId: session.id, ownerId: session.ownerId, userRootKey, refreshToken: formatRefreshToken(token) };
}

function context(ownerId: UserId, sessionId: SessionId) {
  return { slot: KeySlot.session, subject: ownerId, slotId: sessionId, stretching: 0, masterVersion: 1, keyVersion: 1 };
}
