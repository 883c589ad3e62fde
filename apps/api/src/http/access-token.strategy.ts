import { AccessTokens, type AccessClaims } from '@hearthlore/identity';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';

export const ACCESS_TOKEN = 'access-token';

/**
 * Reads the bearer token alone (never a cookie). passport-jwt brings jsonwebtoken, which cannot do EdDSA: its verifier
 * is replaced by ours, which pins algorithm, issuer, audience and type.
 */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy, ACCESS_TOKEN) {
  constructor(tokens: AccessTokens) {
    Object.assign(Strategy, {
      JwtVerifier: (
        token: string,
        _key: unknown,
        _options: unknown,
        done: (error: unknown, claims?: AccessClaims) => void,
      ) => {
        void settle(tokens.verify(token), done);
      },
    });
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: 'unused: the verifier holds the key',
    });
  }

  validate(claims: AccessClaims): AccessClaims {
    return claims;
  }
}

/** passport-jwt wants a callback. */
async function settle(
  verified: Promise<AccessClaims>,
  done: (error: unknown, claims?: AccessClaims) => void,
): Promise<void> {
  try {
    const claims = await verified;
    done(null, claims);
  } catch (error) {
    done(error);
  }
}
