import type { Account, Admission, SignedIn } from '@hearthlore/identity';
import type { FastifyReply } from 'fastify';
import { setRefreshCookie } from '../http/refresh-cookie.js';
import type { SignedInDto, UserDto } from './auth.dto.js';
import type { AdmittedDto } from './second-factor.dto.js';

export function toUserDto({ id, name, email, role, state, createdAt }: Account): UserDto {
  return { id, name, email, role, state, createdAt: createdAt.toISOString() };
}

/**
 * The refresh token goes into the cookie and nowhere else.
 *
 * @param remember Whether the browser keeps the cookie when it closes.
 */
export function sendSignedIn(
  reply: FastifyReply,
  signedIn: SignedIn,
  remember = true,
): Pick<SignedInDto, keyof SignedInDto> {
  setRefreshCookie(reply, signedIn.refreshToken, remember);
  return {
    accessToken: signedIn.accessToken,
    expiresIn: signedIn.expiresIn,
    user: toUserDto(signedIn.account),
    locked: signedIn.isLocked,
  };
}

/** A sign-in or a recovery, whichever waited for the code. */
export function sendAdmitted(
  reply: FastifyReply,
  { recoveryKey, ...signedIn }: Admission,
  remember?: boolean,
): AdmittedDto {
  const signedInDto = sendSignedIn(reply, signedIn, remember);
  return recoveryKey === undefined ? signedInDto : { ...signedInDto, recoveryKey };
}
