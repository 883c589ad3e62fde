import { AuditAction } from '@hearthlore/audit';
import { wipe } from '@hearthlore/crypto';
import type { SessionId, UserId } from '@hearthlore/kernel';
import {
  type LocatedSession,
  type MemberVault,
  type OpenedSession,
  openLabel,
  type SessionBeginning,
  type SessionKeys,
  SessionRevokedError,
} from '@hearthlore/vault';
import type { Account } from '../accounts/account.js';
import type { AccountsService } from '../accounts/accounts.service.js';
import { AccountNotActiveError, InvalidCredentialsError, SessionNotFoundError } from '../identity.errors.js';
import type { AccountJournal } from '../journal/account-journal.js';
import { NoticeKind } from '../journal/notices.js';
import type { AccessTokens } from '../sign-in/access-tokens.js';
import type { OpenVaults } from './open-vaults.js';

export interface SignedIn {
  readonly account: Account;
  readonly accessToken: string;
  /** Lifetime of the access token in seconds. */
  readonly expiresIn: number;
  /** For the cookie; the one secret that outlives the access token. */
  readonly refreshToken: string;
  /** The session has no keys: the passphrase brings them. */
  readonly isLocked: boolean;
}

/** One line of a member's list of devices. */
export interface Device {
  readonly id: SessionId;
  /** Such as "Firefox on Linux". */
  readonly name: string;
  readonly isThisOne: boolean;
  readonly secondFactor: boolean;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
}

/** Sessions from their beginning to their end, with the keys that come and go with them. */
export class SessionsService {
  #onStarted: (ownerId: UserId) => Promise<void> = async () => undefined;
  #onReuse: () => Promise<void> = async () => undefined;
  #admit: (id: UserId) => Promise<void> = async () => undefined;

  constructor(
    private readonly accounts: Pick<AccountsService, 'get' | 'noteSeen'>,
    private readonly sessions: SessionKeys,
    private readonly vaults: OpenVaults,
    private readonly tokens: Pick<AccessTokens, 'issue'>,
    private readonly journal: Pick<AccountJournal, 'record' | 'recordAndTell'>,
  ) {}

  /** Has `listener` told of every sign-in and refresh that brought the keys: whoever has them has lost nothing. */
  whenStarted(listener: (ownerId: UserId) => Promise<void>): void {
    this.#onStarted = listener;
  }

  /** Has `listener` told of every old token that came back. */
  whenReused(listener: () => Promise<void>): void {
    this.#onReuse = listener;
  }

  /** Has `check` asked for every sign-in and refresh: what it throws keeps the member out. */
  admitBy(check: (id: UserId) => Promise<void>): void {
    this.#admit = check;
  }

  /** For what changes an account before it signs in: whoever would be kept out must not change it. */
  async assertAdmitted(id: UserId): Promise<void> {
    await this.#admit(id);
  }

  /**
   * Begins a session for somebody who has proved to be this member.
   *
   * @param beginning Its root key is wiped.
   * @param holds Whether what was proved is still what lets this member in. Asked once the session is written down: a
   *   change of passphrase or factors meanwhile either ends the session with the others, or is seen here.
   * @throws {AccountNotActiveError}
   * @throws {InvalidCredentialsError} where it does not hold.
   */
  async start(
    id: UserId,
    beginning: SessionBeginning,
    holds: () => Promise<boolean> = async () => true,
  ): Promise<SignedIn> {
    const account = await this.#activeAccount(id, beginning.userRootKey);
    const opened = await this.sessions.start(id, beginning, (session) => this.vaults.lock(session));
    await this.#assertHolds(opened, async () => {
      // A lockdown that began since then has ended the sessions that it found, and not this one.
      await this.#admit(id);
      return holds();
    });
    const signedIn = await this.#unlock(account, opened);
    if (!signedIn.isLocked) await this.#onStarted(id);
    await this.journal.record({ action: AuditAction.sessionStarted, actorId: id, result: 'ok' });
    return signedIn;
  }

  /**
   * Gives a new access token and brings the keys back into memory.
   *
   * @throws {SessionRevokedError} which also locks what the session had open.
   */
  async refresh(refreshToken: string): Promise<SignedIn> {
    return this.#continue(await this.#rotate(refreshToken));
  }

  /** Gives a session that began without a key its keys. @param userRootKey Wiped. @throws {SessionRevokedError} */
  async unlock(refreshToken: string, brought: { userRootKey: Uint8Array; device: string }): Promise<SignedIn> {
    const opened = await this.#rotate(refreshToken, brought);
    return this.#continue({ ...opened, userRootKey: opened.userRootKey ?? brought.userRootKey });
  }

  /** Whose session the cookie names. @throws {SessionRevokedError} */
  async locate(refreshToken: string): Promise<LocatedSession> {
    const located = await this.sessions.locate(refreshToken);
    if (located === undefined) throw new SessionRevokedError();
    return located;
  }

  async signOut(refreshToken: string): Promise<void> {
    const session = await this.sessions.end(refreshToken);
    if (session === undefined) return;
    this.vaults.lock(session.id);
    await this.journal.record({ action: AuditAction.sessionEnded, actorId: session.ownerId, result: 'ok' });
  }

  /** Newest first. */
  async list(vault: MemberVault): Promise<Device[]> {
    const sessions = await this.sessions.list(vault.ownerId);
    return sessions
      .map((session) => ({
        id: session.id,
        name: session.sealedDevice === null ? '' : openLabel(vault, session.id, session.sealedDevice),
        isThisOne: session.id === vault.holderId,
        secondFactor: session.secondFactor,
        createdAt: session.createdAt,
        lastSeenAt: session.rotatedAt,
      }))
      .reverse();
  }

  /** Signs one device out. @throws {SessionNotFoundError} also for somebody else's. */
  async revoke(ownerId: UserId, id: SessionId): Promise<void> {
    if (!(await this.sessions.endOne(ownerId, id))) throw new SessionNotFoundError();
    this.vaults.lock(id);
    await this.journal.record({ action: AuditAction.sessionRevoked, actorId: ownerId, result: 'ok' });
  }

  /** Signs every other device out. Follows whatever changes who may come in. @returns How many there were. */
  async revokeOthers(ownerId: UserId, keep: MemberVault['holderId'] | undefined): Promise<number> {
    const ended = await this.sessions.endOthers(ownerId, keep);
    for (const id of ended) this.vaults.lock(id);
    if (ended.length > 0)
      await this.journal.record({ action: AuditAction.sessionRevoked, actorId: ownerId, result: 'ok' });
    return ended.length;
  }

  async #rotate(
    refreshToken: string,
    brought?: Pick<SessionBeginning, 'userRootKey' | 'device'>,
  ): Promise<OpenedSession> {
    let reused: LocatedSession | undefined;
    try {
      return await this.sessions.refresh(refreshToken, (session) => (reused = session), brought);
    } catch (error) {
      if (reused !== undefined) await this.#answerReuse(reused);
      throw error;
    }
  }

  /** An old token came back: somebody has a copy. The session is gone already; its keys and the member's calm follow. */
  async #answerReuse({ id, ownerId }: LocatedSession): Promise<void> {
    this.vaults.lock(id);
    await this.journal.recordAndTell(ownerId, NoticeKind.sessionReuse, {
      action: AuditAction.sessionReuseDetected,
      actorId: ownerId,
      result: 'refused',
    });
    await this.#onReuse();
  }

  async #assertHolds({ ownerId, sessionId, userRootKey }: OpenedSession, holds: () => Promise<boolean>): Promise<void> {
    let isRight = false;
    try {
      isRight = await holds();
    } finally {
      if (!isRight) {
        if (userRootKey !== undefined) wipe(userRootKey);
        await this.sessions.endOne(ownerId, sessionId);
      }
    }
    if (!isRight) throw new InvalidCredentialsError();
  }

  async #continue(opened: OpenedSession): Promise<SignedIn> {
    const signedIn = await this.#unlock(await this.#activeAccount(opened.ownerId, opened.userRootKey), opened);
    if (!signedIn.isLocked) await this.#onStarted(opened.ownerId);
    return signedIn;
  }

  async #activeAccount(id: UserId, userRootKey: Uint8Array | undefined): Promise<Account> {
    const account = await this.accounts.get(id);
    try {
      if (account.state !== 'active') throw new AccountNotActiveError(account.state);
      await this.#admit(id);
      return account;
    } catch (error) {
      if (userRootKey !== undefined) wipe(userRootKey);
      throw error;
    }
  }

  async #unlock(account: Account, opened: OpenedSession): Promise<SignedIn> {
    const { sessionId, ownerId, userRootKey, refreshToken } = opened;
    if (userRootKey !== undefined) await this.vaults.ensure(ownerId, sessionId, userRootKey);
    // A sign-out meanwhile locked what was in memory then, not what came after: keys must not outlive their session.
    if (!(await this.sessions.isOpen(opened))) {
      this.vaults.lock(sessionId);
      throw new SessionRevokedError();
    }
    await this.accounts.noteSeen(ownerId);
    const { token, expiresIn } = await this.tokens.issue(ownerId, sessionId);
    return { account, accessToken: token, expiresIn, refreshToken, isLocked: !this.vaults.has(sessionId) };
  }
}
