import { randomBytes } from '@hearthlore/crypto';
import type { NoRelyingParty, RelyingParty } from '@hearthlore/config';
import { type Clock, idBytes, type UserId } from '@hearthlore/kernel';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { decodeAttestationObject, decodeClientDataJSON } from '@simplewebauthn/server/helpers';
import type { StoredPasskey } from '../adapters/drizzle-passkey-store.js';
import { Challenges } from './challenges.js';
import { InvalidPasskeyError, PasskeyRefusedError, PasskeysUnavailableError } from './passkeys.errors.js';

/** At once: of members, and of anybody who looks at the sign-in page. */
const MOST_OF_MEMBERS = 1000;
const MOST_OF_ANYBODY = 10_000;
const PRF_SALT_BYTES = 32;
/** Ed25519, P-256, RSA: what authenticators in use can do (COSE algorithm numbers). */
const ALGORITHMS = [-8, -7, -257];
const NAME = 'Hearthlore';
const TIMEOUT = 5 * 60_000;

/** Options as JSON: salts of the PRF are base64url there, where a browser's own have bytes. */
export type CreationOptions = Omit<PublicKeyCredentialCreationOptionsJSON, 'extensions'> & {
  readonly extensions: object;
};
export type RequestOptions = Omit<PublicKeyCredentialRequestOptionsJSON, 'extensions'> & {
  readonly extensions: object;
};

/** What a browser's authenticator said of itself, proved to be about our challenge. */
export type NewCredential = Pick<
  StoredPasskey,
  'credentialId' | 'publicKey' | 'counter' | 'backupEligible' | 'backedUp' | 'transports' | 'prfSalt'
>;

export type KnownCredential = Pick<StoredPasskey, 'credentialId' | 'transports' | 'prfSalt'>;

export interface Assertion {
  readonly counter: number;
  readonly backedUp: boolean;
}

/** The two ceremonies of WebAuthn Level 3 (§7.1, §7.2), with user verification always asked for. */
export class WebAuthn {
  readonly #registrations: Challenges<{ readonly ownerId: UserId; readonly prfSalt: Uint8Array }>;
  readonly #proofs: Challenges<UserId>;
  readonly #signIns: Challenges<true>;

  constructor(
    private readonly party: RelyingParty | NoRelyingParty,
    clock: Clock,
  ) {
    this.#registrations = new Challenges(clock, MOST_OF_MEMBERS);
    this.#proofs = new Challenges(clock, MOST_OF_MEMBERS);
    // Apart from the members': strangers can ask for as many as they like.
    this.#signIns = new Challenges(clock, MOST_OF_ANYBODY);
  }

  /** Why there can be no passkeys here; `undefined` where there can. */
  get unavailableReason(): string | undefined {
    return 'reason' in this.party ? this.party.reason : undefined;
  }

  /** @param existing Credentials that the authenticator must not double. @throws {PasskeysUnavailableError} */
  async offer(
    member: { readonly id: UserId; readonly name: string; readonly email: string },
    existing: readonly KnownCredential[],
  ): Promise<CreationOptions> {
    const { rpId } = this.#available();
    const prfSalt = randomBytes(PRF_SALT_BYTES);
    const options = await generateRegistrationOptions({
      rpName: NAME,
      rpID: rpId,
      userID: new Uint8Array(idBytes(member.id)),
      userName: member.email,
      userDisplayName: member.name,
      challenge: this.#registrations.issue({ ownerId: member.id, prfSalt }),
      timeout: TIMEOUT,
      attestationType: 'none',
      excludeCredentials: existing.map(toDescriptor),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      supportedAlgorithmIDs: ALGORITHMS,
    });
    const prf = { eval: { first: base64url(prfSalt) } };
    return { ...options, extensions: { ...options.extensions, prf } };
  }

  /** @throws {InvalidPasskeyError} whatever is wrong with it. */
  async accept(ownerId: UserId, response: RegistrationResponseJSON): Promise<NewCredential> {
    const { rpId, origins } = this.#available();
    try {
      const issued = this.#registrations.take(challengeOf(response));
      if (issued?.ownerId !== ownerId) throw new RangeError('no such challenge');
      assertNoCertificates(response);
      const { registrationInfo } = await verifyRegistrationResponse({
        response,
        expectedChallenge: challengeOf(response),
        expectedOrigin: [...origins],
        expectedRPID: rpId,
        requireUserVerification: true,
        supportedAlgorithmIDs: ALGORITHMS,
      });
      if (registrationInfo === undefined) throw new RangeError('not verified');
      const { credential, credentialDeviceType, credentialBackedUp } = registrationInfo;
      return {
        credentialId: fromBase64url(credential.id),
        publicKey: new Uint8Array(credential.publicKey),
        counter: credential.counter,
        backupEligible: credentialDeviceType === 'multiDevice',
        backedUp: credentialBackedUp,
        transports: response.response.transports ?? [],
        prfSalt: issued.prfSalt,
      };
    } catch (cause) {
      throw new InvalidPasskeyError({ cause });
    }
  }

  /**
   * Asks for an assertion.
   *
   * @param known Credentials to choose from, each with its own PRF salt; none for whatever the device has of ours, which
   *   leaves the PRF out: WebAuthn takes a salt by credential for named credentials alone (§10.1.4).
   * @param ownerId Who has to answer; absent before anybody is known.
   */
  async ask(known: readonly KnownCredential[], ownerId?: UserId): Promise<RequestOptions> {
    const { rpId } = this.#available();
    const salts = known.map(({ credentialId, prfSalt }) => [base64url(credentialId), { first: base64url(prfSalt) }]);
    const options = await generateAuthenticationOptions({
      rpID: rpId,
      challenge: ownerId === undefined ? this.#signIns.issue(true) : this.#proofs.issue(ownerId),
      timeout: TIMEOUT,
      userVerification: 'required',
      ...(known.length === 0 ? {} : { allowCredentials: known.map(toDescriptor) }),
    });
    const prf = { evalByCredential: Object.fromEntries(salts) };
    return { ...options, extensions: known.length === 0 ? {} : { prf } };
  }

  /**
   * @param ownerId Whom the challenge was issued to; absent for a sign-in.
   * @throws {PasskeyRefusedError} whatever is wrong with it.
   */
  async check(
    response: AuthenticationResponseJSON,
    find: (credentialId: Uint8Array) => Promise<{ passkey: StoredPasskey; ownerId: UserId } | undefined>,
    ownerId?: UserId,
  ): Promise<{ passkey: StoredPasskey; ownerId: UserId } & Assertion> {
    const { rpId, origins } = this.#available();
    try {
      const challenge = challengeOf(response);
      const isOurs = ownerId === undefined ? this.#signIns.take(challenge) : this.#proofs.take(challenge) === ownerId;
      if (!isOurs) throw new RangeError('no such challenge');
      const found = await find(fromBase64url(response.id));
      if (found === undefined) throw new RangeError('no such credential');
      const { passkey } = found;
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: [...origins],
        expectedRPID: rpId,
        requireUserVerification: true,
        credential: {
          id: base64url(passkey.credentialId),
          publicKey: new Uint8Array(passkey.publicKey),
          counter: passkey.counter,
        },
      });
      const { userHandle } = response.response;
      const isTheirs = userHandle === undefined || userHandle === base64url(idBytes(found.ownerId));
      // Whether a credential may be backed up never changes (§6.1.3): one that says otherwise is another one.
      const isSame = (authenticationInfo.credentialDeviceType === 'multiDevice') === passkey.backupEligible;
      if (!verified || !isTheirs || !isSame) throw new RangeError('not verified');
      return { ...found, counter: authenticationInfo.newCounter, backedUp: authenticationInfo.credentialBackedUp };
    } catch (cause) {
      throw new PasskeyRefusedError({ cause });
    }
  }

  #available(): RelyingParty {
    if ('reason' in this.party) throw new PasskeysUnavailableError(this.party.reason);
    return this.party;
  }
}

/**
 * Attestation is asked for by nobody here, and checking its certificates would fetch revocation lists from wherever
 * they say: a member could have the server call any address.
 */
function assertNoCertificates({ response }: RegistrationResponseJSON): void {
  const decoded = decodeAttestationObject(new Uint8Array(fromBase64url(response.attestationObject)));
  const format = decoded.get('fmt');
  const isSelfSigned = format === 'packed' && decoded.get('attStmt').get('x5c') === undefined;
  if (format !== 'none' && !isSelfSigned) throw new RangeError('attestation with certificates');
}

function challengeOf({ response }: { readonly response: { readonly clientDataJSON: string } }): string {
  const { challenge } = decodeClientDataJSON(response.clientDataJSON);
  if (typeof challenge !== 'string') throw new TypeError('challenge is no text');
  return challenge;
}

const toDescriptor = ({ credentialId, transports }: KnownCredential) => ({
  id: base64url(credentialId),
  transports: [...transports],
});

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const fromBase64url = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'));
