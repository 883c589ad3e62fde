import {
  type AuthenticationResponseJSON,
  base64URLStringToBuffer,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import { ApiProblem } from '../../api/problem.js';
import { prfUnlockSecret } from './prf-unlock.js';

/** What the browser gives back for the PRF extension (WebAuthn Level 3 §10.1.4). */
interface PrfResults {
  readonly prf?: { readonly enabled?: boolean; readonly results?: { readonly first?: ArrayBuffer } };
}

export interface Asked {
  readonly credential: ReturnType<typeof toAssertion>;
  readonly prf?: string;
}

export interface Created {
  readonly credential: ReturnType<typeof toRegistration>;
  readonly prf?: string;
  /** Whether the authenticator has the function at all. */
  readonly hasPrf: boolean;
}

/** Has the person touch a passkey. @throws {ApiProblem} `passkey.cancelled` where nobody did, or why it could not be. */
export async function askForAssertion(options: object): Promise<Asked> {
  const answer = await startAuthentication({
    optionsJSON: withSaltBytes(options as PublicKeyCredentialRequestOptionsJSON),
  }).catch(rethrow);
  return { credential: toAssertion(answer), ...(await secretOf(answer.clientExtensionResults)) };
}

/** Has the person make a passkey. @throws {ApiProblem} `passkey.cancelled` where nobody did, or why it could not be. */
export async function createCredential(options: object): Promise<Created> {
  const answer = await startRegistration({
    optionsJSON: withSaltBytes(options as PublicKeyCredentialCreationOptionsJSON),
  }).catch(rethrow);
  const { prf }: PrfResults = answer.clientExtensionResults as PrfResults;
  return {
    credential: toRegistration(answer),
    ...(await secretOf(answer.clientExtensionResults)),
    hasPrf: prf?.enabled === true || prf?.results?.first !== undefined,
  };
}

/** The library passes extensions on as they came; browsers want the salts as bytes. */
function withSaltBytes<T extends { readonly extensions?: object }>(options: T): T {
  const { prf } = (options.extensions ?? {}) as { prf?: PrfRequest };
  if (prf === undefined) return options;
  const { eval: one, evalByCredential } = prf;
  const bytes = {
    ...(one && { eval: saltBytes(one) }),
    ...(evalByCredential && {
      evalByCredential: Object.fromEntries(Object.entries(evalByCredential).map(([id, salt]) => [id, saltBytes(salt)])),
    }),
  };
  return { ...options, extensions: { ...options.extensions, prf: bytes } };
}

interface Salt {
  readonly first: string;
}

interface PrfRequest {
  readonly eval?: Salt;
  readonly evalByCredential?: Readonly<Record<string, Salt>>;
}

const saltBytes = ({ first }: Salt) => ({ first: base64URLStringToBuffer(first) });

async function secretOf(results: object): Promise<{ prf?: string }> {
  const { prf }: PrfResults = results as PrfResults;
  const output = prf?.results?.first;
  return output === undefined ? {} : { prf: await prfUnlockSecret(output) };
}

/** What the authenticator computed for the PRF stays here: results of extensions do not travel. */
function toAssertion({ id, rawId, type, response }: AuthenticationResponseJSON) {
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  return {
    id,
    rawId,
    type,
    response: { clientDataJSON, authenticatorData, signature, ...(userHandle !== undefined && { userHandle }) },
  };
}

function toRegistration({ id, rawId, type, response }: RegistrationResponseJSON) {
  const { clientDataJSON, attestationObject, transports } = response;
  return {
    id,
    rawId,
    type,
    response: { clientDataJSON, attestationObject, ...(transports !== undefined && { transports: [...transports] }) },
  };
}

/** Names of what a browser refuses with (WebAuthn Level 3 §5.1.3, §5.1.4), and the code for each. */
const CODES: Readonly<Record<string, string>> = {
  NotAllowedError: 'passkey.cancelled',
  AbortError: 'passkey.cancelled',
  InvalidStateError: 'passkey.exists',
};

function rethrow(cause: unknown): never {
  const name = cause instanceof Error ? cause.name : '';
  throw new ApiProblem(CODES[name] ?? 'passkey.unavailable', 0, { cause });
}
