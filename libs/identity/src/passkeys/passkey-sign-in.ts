import type { SessionsService, SignedIn } from '../sessions/sessions.service.js';
import type { PasskeyAnswer, PasskeyProofs } from './passkey-proofs.js';
import type { RequestOptions } from './web-authn.js';

/** By passkey to a session: it is something one has and, with user verification, something one is or knows. */
export class PasskeySignIn {
  constructor(
    private readonly proofs: PasskeyProofs,
    private readonly sessions: Pick<SessionsService, 'start'>,
  ) {}

  /** @param remembered Credential ids that this device has used before. */
  ask(remembered: readonly Uint8Array[]): Promise<RequestOptions> {
    return this.proofs.askAnybody(remembered);
  }

  /** @returns A session without keys where the passkey brought none. @throws {PasskeyRefusedError} */
  async signIn(answer: PasskeyAnswer, device: string): Promise<SignedIn> {
    const { ownerId, passkey, userRootKey } = await this.proofs.prove(answer);
    return this.sessions.start(ownerId, { userRootKey, device, secondFactor: true }, () =>
      this.proofs.isThere(ownerId, passkey.id),
    );
  }
}
