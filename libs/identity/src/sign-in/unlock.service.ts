import { wipe } from '@hearthlore/crypto';
import type { MemberKeys } from '@hearthlore/vault';
import { InvalidCredentialsError } from '../identity.errors.js';
import type { PasskeyAnswer, PasskeyProofs } from '../passkeys/passkey-proofs.js';
import { PasskeyRefusedError } from '../passkeys/passkeys.errors.js';
import type { SessionsService, SignedIn } from '../sessions/sessions.service.js';

/** Brings keys to a session that began without any. */
export class UnlockService {
  constructor(
    private readonly sessions: Pick<SessionsService, 'locate' | 'unlock'>,
    private readonly keys: Pick<MemberKeys, 'unlockByPassphrase'>,
    private readonly proofs: Pick<PasskeyProofs, 'prove'>,
  ) {}

  /** @throws {SessionRevokedError} @throws {InvalidCredentialsError} @throws {StretchingBusyError} */
  async byPassphrase(refreshToken: string, passphrase: string, device: string): Promise<SignedIn> {
    const { ownerId } = await this.sessions.locate(refreshToken);
    const userRootKey = await this.keys.unlockByPassphrase(ownerId, passphrase);
    if (userRootKey === undefined) throw new InvalidCredentialsError();
    return this.#unlock(refreshToken, userRootKey, device);
  }

  /** @throws {SessionRevokedError} @throws {PasskeyRefusedError} also for a passkey that opens nothing. */
  async byPasskey(refreshToken: string, answer: PasskeyAnswer, device: string): Promise<SignedIn> {
    const located = await this.sessions.locate(refreshToken);
    const { ownerId, userRootKey } = await this.proofs.prove(answer);
    if (userRootKey === undefined) throw new PasskeyRefusedError();
    if (ownerId === located.ownerId) return this.#unlock(refreshToken, userRootKey, device);
    wipe(userRootKey);
    throw new PasskeyRefusedError();
  }

  async #unlock(refreshToken: string, userRootKey: Uint8Array, device: string): Promise<SignedIn> {
    try {
      return await this.sessions.unlock(refreshToken, { userRootKey, device });
    } finally {
      wipe(userRootKey);
    }
  }
}
