import { wipe, wipeKeyRing } from '@hearthlore/crypto';
import type { UserId } from '@hearthlore/kernel';
import {
  type KeyCache,
  type MemberKeys,
  MemberVault,
  type OpenedSession,
  type SessionKeys,
  SessionRevokedError,
} from '@hearthlore/vault';
import type { Account } from '../accounts/account.js';
import type { AccountsService } from '../accounts/accounts.service.js';
import { AccountNotActiveError, InvalidCredentialsError } from '../identity.errors.js';
import type { AccessTokens } from './access-tokens.js';

export interface SignedIn {
  readonly account: Account;
  readonly accessToken: string;
  /** Lifetime of the access token in seconds. */
  readonly expiresIn: number;
  /** For the cookie; the one secret that outlives the access token. */
  readonly refreshToken: string;
}

/** From a passphrase, or the refresh cookie, to keys in memory and an access token. */
export class SignInService {
  constructor(
    private readonly accounts: Pick<AccountsService, 'get' | 'findIdByEmail' | 'emailHash'>,
    private readonly keys: Pick<MemberKeys, 'openRing' | 'unlockByPassphrase' | 'pretendToUnlock'>,
    private readonly sessions: SessionKeys,
    private readonly cache: KeyCache,
    private readonly tokens: Pick<AccessTokens, 'issue'>,
  ) {}

  /** @throws {InvalidCredentialsError} after the same work for an unknown address. @throws {StretchingBusyError} */
  async signIn(email: string, passphrase: string): Promise<SignedIn> {
    const id = await this.accounts.findIdByEmail(email);
    if (id === undefined) {
      await this.keys.pretendToUnlock(passphrase, this.accounts.emailHash(email));
      throw new InvalidCredentialsError();
    }
    const userRootKey = await this.keys.unlockByPassphrase(id, passphrase);
    if (userRootKey === undefined) throw new InvalidCredentialsError();
    return this.start(id, userRootKey);
  }

  /** Begins a session for somebody who has proved to be this member. @throws {AccountNotActiveError} */
  async start(id: UserId, userRootKey: Uint8Array): Promise<SignedIn> {
    const account = await this.#activeAccount(id, userRootKey);
    return this.#unlock(account, await this.sessions.start(id, userRootKey, (session) => this.cache.lock(session)));
  }

  /**
   * Gives a new access token and brings the keys back into memory.
   *
   * @throws {SessionRevokedError} which also locks what the session had open.
   */
  async refresh(refreshToken: string): Promise<SignedIn> {
    const opened = await this.sessions.refresh(refreshToken, (session) => this.cache.lock(session.id));
    const account = await this.#activeAccount(opened.ownerId, opened.userRootKey);
    return this.#unlock(account, opened);
  }

  async signOut(refreshToken: string): Promise<void> {
    const session = await this.sessions.end(refreshToken);
    if (session !== undefined) this.cache.lock(session.id);
  }

  async #activeAccount(id: UserId, userRootKey: Uint8Array): Promise<Account> {
    const account = await this.accounts.get(id);
    if (account.state === 'active') return account;
    wipe(userRootKey);
    throw new AccountNotActiveError(account.state);
  }

  async #unlock(account: Account, opened: OpenedSession): Promise<SignedIn> {
    // A refresh while the vault is open must not interrupt what runs under it.
    try {
      if (!this.cache.has(opened.sessionId)) {
        const ring = await this.keys.openRing(opened.ownerId, opened.userRootKey);
        // Another tab's refresh may have been quicker: what runs under its vault already goes on.
        if (this.cache.has(opened.sessionId)) wipeKeyRing(ring);
        else this.cache.put(new MemberVault(opened.ownerId, opened.sessionId, ring));
      }
    } finally {
      wipe(opened.userRootKey);
    }
    // A sign-out meanwhile locked what was in memory then, not what came after: keys must not outlive their session.
    if (!(await this.sessions.isOpen(opened))) {
      this.cache.lock(opened.sessionId);
      throw new SessionRevokedError();
    }
    const { token, expiresIn } = await this.tokens.issue(opened.ownerId, opened.sessionId);
    return { account, accessToken: token, expiresIn, refreshToken: opened.refreshToken };
  }
}
