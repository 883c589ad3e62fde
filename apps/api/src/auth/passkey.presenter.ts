import type { NewPasskeyRequest, PasskeyAnswer } from '@hearthlore/identity';
import type { PasskeyAnswerRequest, RegistrationDto } from './passkey.dto.js';

export const fromBase64url = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'));

export const secretOf = ({ prf }: { readonly prf?: string }): Uint8Array | undefined =>
  prf === undefined ? undefined : fromBase64url(prf);

/** Leaves out what clients say of extensions: it is not signed. */
export function toPasskeyAnswer(request: PasskeyAnswerRequest): PasskeyAnswer {
  const { id, rawId, type, response } = request.credential;
  return { credential: { id, rawId, type, response, clientExtensionResults: {} }, secret: secretOf(request) };
}

export function toRegistration({ id, rawId, type, response }: RegistrationDto): NewPasskeyRequest['credential'] {
  const { clientDataJSON, attestationObject, transports } = response;
  return {
    id,
    rawId,
    type,
    response: { clientDataJSON, attestationObject, ...(transports === undefined ? {} : { transports }) },
    clientExtensionResults: {},
  };
}
