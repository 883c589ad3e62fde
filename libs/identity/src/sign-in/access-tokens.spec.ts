import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  sign,
} from 'node:crypto';
import { newId, type SessionId, type UserId } from '@hearthlore/kernel';
import type { AuthBundle } from '@hearthlore/vault';
import { type JWTPayload, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { AccessTokens, InvalidAccessTokenError } from './access-tokens.js';

const key = (): Uint8Array => new Uint8Array(randomBytes(32));

function anAuthBundle(): AuthBundle {
  return {
    peppers: new Map([[1, key()]]),
    tokenKey: key(),
    indexKey: key(),
    accessTokenSeed: key(),
    profileKey: key(),
  };
}

const auth = anAuthBundle();
const tokens = new AccessTokens(auth);
const userId = newId<UserId>();
const sessionId = newId<SessionId>();

const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), auth.accessTokenSeed]);
const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });

const seconds = (): number => Math.floor(Date.now() / 1000);

/** A token as the installation makes them, but for what is named; `undefined` leaves a claim out. */
function aToken(claims: object = {}, header: object = {}): Promise<string> {
  const own = {
    sub: userId,
    sid: sessionId,
    iss: 'hearthlore',
    aud: 'hearthlore-api',
    jti: randomUUID(),
    iat: seconds(),
    nbf: seconds(),
    exp: seconds() + 600,
  };
  const kept = Object.entries({ ...own, ...claims }).filter(([, value]) => value !== undefined);
  return new SignJWT(Object.fromEntries(kept))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', ...header })
    .sign(privateKey);
}

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const payloadOf = (token: string): string => token.split('.')[1] ?? '';

describe('an access token', () => {
  it('names member and session for ten minutes', async () => {
    const { token, expiresIn } = await tokens.issue(userId, sessionId);
    await expect(tokens.verify(token)).resolves.toEqual({ userId, sessionId });
    expect(expiresIn).toBe(600);
    const claims: JWTPayload = JSON.parse(Buffer.from(payloadOf(token), 'base64url').toString());
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(600);
  });

  it('carries names and times and nothing else', async () => {
    const { token } = await tokens.issue(userId, sessionId);
    const claims: object = JSON.parse(Buffer.from(payloadOf(token), 'base64url').toString());
    expect(Object.keys(claims).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'nbf', 'sid', 'sub']);
  });

  it('is right when the test makes it as it should be', async () => {
    await expect(tokens.verify(await aToken())).resolves.toEqual({ userId, sessionId });
  });

  it('is refused unsigned, whatever its header says', async () => {
    const payload = payloadOf(await aToken());
    for (const alg of ['none', 'None', 'NONE', 'EdDSA'])
      await expect(tokens.verify(`${base64url({ alg, typ: 'at+jwt' })}.${payload}.`)).rejects.toThrow(
        InvalidAccessTokenError,
      );
  });

  it('is refused when the public key was used as a shared secret', async () => {
    const signed = `${base64url({ alg: 'HS256', typ: 'at+jwt' })}.${payloadOf(await aToken())}`;
    const publicKey = createPublicKey(privateKey);
    const secrets = [
      publicKey.export({ format: 'pem', type: 'spki' }),
      publicKey.export({ format: 'der', type: 'spki' }),
      publicKey.export({ format: 'der', type: 'spki' }).subarray(-32),
    ];
    for (const secret of secrets)
      await expect(
        tokens.verify(`${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`),
      ).rejects.toThrow(InvalidAccessTokenError);
  });

  it('is refused when it brings its own key', async () => {
    const other = new AccessTokens(anAuthBundle());
    const { token } = await other.issue(userId, sessionId);
    await expect(tokens.verify(token)).rejects.toThrow(InvalidAccessTokenError);
    const pair = createPublicKey(privateKey).export({ format: 'jwk' });
    const [, payload, signature] = token.split('.');
    await expect(
      tokens.verify(`${base64url({ alg: 'EdDSA', typ: 'at+jwt', jwk: pair })}.${payload}.${signature}`),
    ).rejects.toThrow(InvalidAccessTokenError);
  });

  it.each([
    { kid: '../../../../dev/null' },
    { kid: "x' union select 'key" },
    { jku: 'https://elsewhere.example/keys' },
    { x5u: 'https://elsewhere.example/certificate' },
  ])('takes its key from nowhere that %j names', async (header) => {
    const { privateKey: theirs } = generateKeyPairSync('ed25519');
    const claims = { sub: userId, sid: sessionId, iss: 'hearthlore', aud: 'hearthlore-api', jti: randomUUID() };
    const forged = new SignJWT({ ...claims, iat: seconds(), nbf: seconds(), exp: seconds() + 600 })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', ...header })
      .sign(theirs);
    await expect(tokens.verify(await forged)).rejects.toThrow(InvalidAccessTokenError);
    // The same with our own signature: what the header names plays no part.
    await expect(tokens.verify(await aToken({}, header))).resolves.toEqual({ userId, sessionId });
  });

  it('is refused when it has an extension that has to be understood', async () => {
    // Signed by hand, with our own key: the library would not make such a token.
    const header = base64url({ alg: 'EdDSA', typ: 'at+jwt', crit: ['exp-in-moons'], 'exp-in-moons': 1 });
    const signed = `${header}.${payloadOf(await aToken())}`;
    const signature = sign(null, Buffer.from(signed), privateKey).toString('base64url');
    await expect(tokens.verify(`${signed}.${signature}`)).rejects.toThrow(InvalidAccessTokenError);
  });

  it('is refused when something in it was changed', async () => {
    const [header, payload = '', signature] = (await aToken()).split('.');
    const claims: object = JSON.parse(Buffer.from(payload, 'base64url').toString());
    await expect(
      tokens.verify([header, base64url({ ...claims, sub: newId<UserId>() }), signature].join('.')),
    ).rejects.toThrow(InvalidAccessTokenError);
  });

  it.each<[string, object, object?]>([
    ['of another issuer', { iss: 'elsewhere' }],
    ['of no issuer', { iss: undefined }],
    ['for another audience', { aud: 'hearthlore-mail' }],
    ['for no audience', { aud: undefined }],
    ['of another type', {}, { typ: 'JWT' }],
    ['of no type', {}, { typ: undefined }],
    ['that has expired', { exp: seconds() - 30 }],
    ['that never expires', { exp: undefined }],
    ['that is not valid yet', { nbf: seconds() + 60 }],
    ['without a beginning', { nbf: undefined }],
    ['without an id', { jti: undefined }],
    ['of no session', { sid: undefined }],
    ['of a session that cannot be', { sid: 'x' }],
    ['of nobody', { sub: undefined }],
    ['of a member that cannot be', { sub: '../owner' }],
  ])('is refused %s', async (_, claims, header) =>
    expect(tokens.verify(await aToken(claims, header))).rejects.toThrow(InvalidAccessTokenError),
  );

  it.each(['', '.', '..', 'a.b.c', 'Bearer x'])('is not %j', (text) =>
    expect(tokens.verify(text)).rejects.toThrow(InvalidAccessTokenError),
  );
});
