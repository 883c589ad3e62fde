import { AuditAction } from '@hearthlore/audit';
import type { Clock, PasskeyId, UserId } from '@hearthlore/kernel';
import type { PasskeyKeys } from '@hearthlore/vault';
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { DrizzlePasskeyStore, StoredPasskey } from '../adapters/drizzle-passkey-store.js';
import type { AccountJournal } from '../journal/account-journal.js';
import { PasskeyRefusedError } from './passkeys.errors.js';
import type { KnownCredential, RequestOptions, WebAuthn } from './web-authn.js';

/** A passkey's answer: the signed assertion and, where the authenticator has a PRF, the secret made of it. */
export interface PasskeyAnswer {
  readonly credential: AuthenticationResponseJSON;
  /** 32 bytes. */
  readonly secret: Uint8Array | undefined;
}

export interface PasskeyProof {
  readonly ownerId: UserId;
  readonly passkey: StoredPasskey;
  /** Absent where no secret came, or the passkey keeps no wrap that it opens. The caller wipes it. */
  readonly userRootKey: Uint8Array | undefined;
}

/** Takes what passkeys sign, whatever it is for. */
export class PasskeyProofs {
  constructor(
    private readonly passkeys: Pick<DrizzlePasskeyStore, 'locate' | 'find' | 'list' | 'noteUse'>,
    private readonly webAuthn: WebAuthn,
    private readonly keys: PasskeyKeys,
    private readonly journal: Pick<AccountJournal, 'record'>,
    private readonly clock: Clock,
  ) {}

  /**
   * For a sign-in.
   *
   * @param remembered Ids of credentials that this device has used before. Those that are ours are asked by name, which
   *   brings the PRF; ids are random and known to their devices alone, so leaving the others out tells nobody anything.
   */
  async askAnybody(remembered: readonly Uint8Array[]): Promise<RequestOptions> {
    const found = await Promise.all(remembered.map((id) => this.#find(id)));
    return this.webAuthn.ask(found.flatMap((one): KnownCredential[] => (one === undefined ? [] : [one.passkey])));
  }

  /** For a member who is signed in. */
  async askMember(ownerId: UserId): Promise<RequestOptions> {
    return this.webAuthn.ask(await this.passkeys.list(ownerId), ownerId);
  }

  /** @param ownerId Who has to answer; absent for a sign-in. @throws {PasskeyRefusedError} */
  async prove({ credential, secret }: PasskeyAnswer, ownerId?: UserId): Promise<PasskeyProof> {
    try {
      const checked = await this.webAuthn.check(credential, (id) => this.#find(id, ownerId), ownerId);
      const { passkey, counter, backedUp } = checked;
      const isNext = await this.passkeys.noteUse(checked.ownerId, passkey.id, {
        counter,
        backedUp,
        at: this.clock.now(),
      });
      if (!isNext) throw new PasskeyRefusedError();
      return { ownerId: checked.ownerId, passkey, userRootKey: this.#open(checked, secret) };
    } catch (error) {
      if (error instanceof PasskeyRefusedError)
        await this.journal.record({
          action: AuditAction.passkeyRefused,
          ...(ownerId === undefined ? {} : { actorId: ownerId }),
          result: 'refused',
        });
      throw error;
    }
  }

  /** Whether the member still has it. */
  async isThere(ownerId: UserId, id: PasskeyId): Promise<boolean> {
    return (await this.passkeys.find(ownerId, id)) !== undefined;
  }

  #open(
    { ownerId, passkey }: Pick<PasskeyProof, 'ownerId' | 'passkey'>,
    secret: Uint8Array | undefined,
  ): Uint8Array | undefined {
    if (secret === undefined || passkey.wrapped === null) return undefined;
    return this.keys.unwrap(ownerId, passkey.id, secret, passkey.wrapped);
  }

  async #find(
    credentialId: Uint8Array,
    only?: UserId,
  ): Promise<{ passkey: StoredPasskey; ownerId: UserId } | undefined> {
    const located = await this.passkeys.locate(credentialId);
    if (located === undefined || (only !== undefined && located.ownerId !== only)) return undefined;
    const passkey = await this.passkeys.find(located.ownerId, located.id);
    return passkey && { passkey, ownerId: located.ownerId };
  }
}
