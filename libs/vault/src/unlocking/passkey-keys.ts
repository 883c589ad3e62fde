import { KeySlot, tokenWrappingSecret, UnreadableCiphertextError, unwrapKey, wrapKey } from '@hearthlore/crypto';
import type { Clock, PasskeyId, UserId } from '@hearthlore/kernel';
import type { AuthBundle } from '../install/install-bundles.js';
import { type MemberVault, userRootKeyOf } from './member-vault.js';

/** What a browser sends of an authenticator's PRF: HKDF of it under "hearthlore/v1/prf-unlock", in bytes. */
export const PASSKEY_SECRET_BYTES = 32;

/**
 * The user root key under what a passkey's authenticator makes of its salt (WebAuthn Level 3 §10.1.4): a way in beside
 * the passphrase, never in its place. It takes the installation's token key and the authenticator together.
 */
export class PasskeyKeys {
  constructor(
    private readonly auth: Pick<AuthBundle, 'tokenKey'>,
    private readonly clock: Clock,
  ) {}

  /** @param secret 32 bytes from the browser. @throws {StepUpRequiredError} */
  wrap(vault: MemberVault, passkey: PasskeyId, secret: Uint8Array): Uint8Array {
    const userRootKey = userRootKeyOf(vault, this.clock.now());
    return wrapKey(userRootKey, this.#wrappingSecret(secret), context(vault.ownerId, passkey));
  }

  /** @returns The user root key, or `undefined` for a secret that another salt or another passkey made. */
  unwrap(ownerId: UserId, passkey: PasskeyId, secret: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined {
    try {
      return unwrapKey(wrapped, this.#wrappingSecret(secret), context(ownerId, passkey));
    } catch (error) {
      if (error instanceof UnreadableCiphertextError) return undefined;
      throw error;
    }
  }

  #wrappingSecret(secret: Uint8Array): Uint8Array {
    if (secret.length !== PASSKEY_SECRET_BYTES) throw new RangeError('a passkey secret has 32 bytes');
    return tokenWrappingSecret(this.auth.tokenKey, KeySlot.passkey, secret);
  }
}

function context(ownerId: UserId, passkey: PasskeyId) {
  return { slot: KeySlot.passkey, subject: ownerId, slotId: passkey, stretching: 0, masterVersion: 1, keyVersion: 1 };
}
