import { AuditAction } from '@hearthlore/audit';
import { newId, type PasskeyId } from '@hearthlore/kernel';
import { type MemberVault, type PasskeyKeys, sealLabel } from '@hearthlore/vault';
import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import type { AccountsService } from '../accounts/accounts.service.js';
import type { DrizzlePasskeyStore } from '../adapters/drizzle-passkey-store.js';
import type { FactorChanges } from '../factors/factor-changes.js';
import { NoticeKind } from '../journal/notices.js';
import { PasskeyExistsError, TooManyPasskeysError } from './passkeys.errors.js';
import type { CreationOptions, WebAuthn } from './web-authn.js';

const MOST_PASSKEYS = 20;

export interface NewPasskeyRequest {
  readonly credential: RegistrationResponseJSON;
  /** What the member calls it. */
  readonly name: string;
  /** 32 bytes, where the authenticator answered the PRF with its credential already; many do so only when asked again. */
  readonly secret: Uint8Array | undefined;
}

/** Adds passkeys. The passphrase stays a way in beside them: a passkey that is lost costs nobody their documents. */
export class PasskeyRegistration {
  constructor(
    private readonly passkeys: Pick<DrizzlePasskeyStore, 'list' | 'insert'>,
    private readonly webAuthn: WebAuthn,
    private readonly keys: PasskeyKeys,
    private readonly accounts: Pick<AccountsService, 'get'>,
    private readonly changes: FactorChanges,
  ) {}

  /** @throws {PasskeysUnavailableError} @throws {TooManyPasskeysError} */
  async offer({ ownerId }: MemberVault): Promise<CreationOptions> {
    const existing = await this.passkeys.list(ownerId);
    if (existing.length >= MOST_PASSKEYS) throw new TooManyPasskeysError(MOST_PASSKEYS);
    return this.webAuthn.offer(await this.accounts.get(ownerId), existing);
  }

  /**
   * @throws {InvalidPasskeyError}
   * @throws {PasskeyExistsError}
   * @throws {StepUpRequiredError} where a secret came and the member has not just proved to be there.
   */
  async register(vault: MemberVault, { credential, name, secret }: NewPasskeyRequest): Promise<PasskeyId> {
    const { ownerId } = vault;
    const accepted = await this.webAuthn.accept(ownerId, credential);
    const id = newId<PasskeyId>();
    const isNew = await this.passkeys.insert(ownerId, {
      id,
      ...accepted,
      wrapped: secret === undefined ? null : this.keys.wrap(vault, id, secret),
      sealedName: sealLabel(vault, id, name),
    });
    if (!isNew) throw new PasskeyExistsError();
    await this.changes.tell(ownerId, AuditAction.passkeyAdded, NoticeKind.passkeyAdded);
    return id;
  }
}
