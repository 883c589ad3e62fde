import { asProblem } from '../../api/problem.js';
import { client } from '../../api/client.js';
import { publicClient } from '../../api/session.js';
import type { Passkey, Session } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { withStepUp } from '../step-up/step-up.js';
import { askForAssertion, createCredential } from './ceremonies.js';
import { rememberedCredentials, rememberCredential } from './remembered-credentials.js';

/** @param remember Whether this browser keeps the session, and which passkey it was. @returns It is locked where the passkey could not open the vault by itself. */
export async function signInByPasskey(remember: boolean): Promise<Session> {
  const credentialIds = rememberedCredentials();
  const { options } = await unwrap(publicClient.POST('/api/v1/auth/passkey/options', { body: { credentialIds } }));
  const asked = await askForAssertion(options);
  const session = await unwrap(publicClient.POST('/api/v1/auth/passkey', { body: { ...asked, remember } }));
  if (remember) rememberCredential(asked.credential.id);
  return session;
}

/** Adds a passkey and has it open the vault where it can; many authenticators only say so when asked once more. */
export async function addPasskey(name: string): Promise<Passkey> {
  const { options } = await withStepUp(() => unwrap(client.POST('/api/v1/me/passkeys/options')));
  const { hasPrf, ...created } = await createCredential(options);
  const passkey = await withStepUp(() => unwrap(client.POST('/api/v1/me/passkeys', { body: { name, ...created } })));
  rememberCredential(passkey.credentialId);
  return hasPrf && !passkey.unlocks ? enableUnlocking(passkey) : passkey;
}

/** Asks the passkey for its secret; without one it goes on to sign in, and the passphrase unlocks. */
async function enableUnlocking(passkey: Passkey): Promise<Passkey> {
  try {
    const { options } = await unwrap(client.POST('/api/v1/me/step-up/options'));
    const asked = await askForAssertion(onlyCredential(options, passkey.credentialId));
    if (asked.prf === undefined) return passkey;
    const path = { params: { path: { id: passkey.id } } };
    return await withStepUp(() => unwrap(client.PUT('/api/v1/me/passkeys/{id}/unlocking', { ...path, body: asked })));
  } catch (error) {
    // the passkey is there already; that it does not unlock is said in the list
    if (asProblem(error).code === 'passkey.cancelled') return passkey;
    throw error;
  }
}

function onlyCredential(options: object, credentialId: string): object {
  const { allowCredentials } = options as { allowCredentials?: { id: string }[] };
  return { ...options, allowCredentials: allowCredentials?.filter(({ id }) => id === credentialId) };
}
