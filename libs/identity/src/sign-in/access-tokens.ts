import { createPrivateKey, createPublicKey, type KeyObject, randomUUID } from 'node:crypto';
import { AppError, parseId, type SessionId, type UserId } from '@hearthlore/kernel';
import type { AuthBundle } from '@hearthlore/vault';
import { jwtVerify, SignJWT } from 'jose';

/** Seconds. Short, because it is checked without a look into the database. */
const LIFETIME = 600;
const ISSUER = 'hearthlore';
const AUDIENCE = 'hearthlore-api';
const TYPE = 'at+jwt';
/** PKCS #8 prefix of an Ed25519 seed (RFC 8410 §7). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export class InvalidAccessTokenError extends AppError {
  readonly kind = 'unauthenticated';
  readonly code = 'auth.token-invalid';

  constructor(options?: ErrorOptions) {
    super('The access token is missing, expired or not valid', options);
  }
}

export interface AccessClaims {
  readonly userId: UserId;
  readonly sessionId: SessionId;
}

/** Signed names of a session (RFC 9068, EdDSA). No key material inside. */
export class AccessTokens {
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;

  constructor(auth: AuthBundle) {
    const pkcs8 = Buffer.concat([ED25519_PKCS8, auth.accessTokenSeed]);
    this.#privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
    this.#publicKey = createPublicKey(this.#privateKey);
  }

  async issue(userId: UserId, sessionId: SessionId): Promise<{ token: string; expiresIn: number }> {
    const token = await new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: 'EdDSA', typ: TYPE })
      .setSubject(userId)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setJti(randomUUID())
      .setIssuedAt()
      .setNotBefore('0s')
      .setExpirationTime(`${LIFETIME}s`)
      .sign(this.#privateKey);
    return { token, expiresIn: LIFETIME };
  }

  /** Algorithm, issuer, audience and type are pinned here, never read from the token (RFC 8725). @throws {InvalidAccessTokenError} */
  async verify(token: string): Promise<AccessClaims> {
    const verified = await jwtVerify(token, this.#publicKey, {
      algorithms: ['EdDSA'],
      issuer: ISSUER,
      audience: AUDIENCE,
      typ: TYPE,
      requiredClaims: ['sub', 'sid', 'exp', 'nbf', 'jti'],
      clockTolerance: 5,
    }).catch((cause: unknown) => {
      throw new InvalidAccessTokenError({ cause });
    });
    const { sub, sid } = verified.payload;
    const userId = parseId<UserId>(sub ?? '');
    const sessionId = typeof sid === 'string' ? parseId<SessionId>(sid) : undefined;
    if (userId === undefined || sessionId === undefined) throw new InvalidAccessTokenError();
    return { userId, sessionId };
  }
}
