import createClient from 'openapi-fetch';
import { keepingDeviceSettings } from './device-settings.js';
import { asProblem, readProblem } from './problem.js';
import { endRefusedSession, refreshingFetch } from './refreshing-fetch.js';
import type { paths } from './schema.gen.js';
import { SessionStore } from './session-store.js';
import type { Session } from './types.js';
import { unwrap } from './unwrap.js';

export const sessionStore = new SessionStore();

/** The cookie is read by refresh and logout alone, and only with this header: no other site can send it. */
const fromThisClient = { 'X-Hearthlore-Client': '1' };

/** For what is asked before, or about, a session: it carries no token and is never repeated. */
const publicClient = createClient<paths>({ baseUrl: location.origin, fetch: (request) => fetch(request) });

/** The other tabs of this browser: they share the cookie, so they leave together. */
const tabs = new BroadcastChannel('hearthlore.session');
tabs.addEventListener('message', () => sessionStore.signedOut('none'));

let refreshing: Promise<void> | undefined;

/**
 * Trades the cookie for a new access token, once for all callers of this page and one tab after the other: a refresh
 * token is used up by its use, so two at once would look like a stolen one.
 */
export function refreshSession(): Promise<void> {
  refreshing ??= alone(exchangeCookie).finally(() => {
    refreshing = undefined;
  });
  return refreshing;
}

async function exchangeCookie(): Promise<void> {
  const response = await fetch('/api/v1/auth/refresh', { method: 'POST', headers: fromThisClient });
  if (!response.ok) {
    const problem = await readProblem(response);
    if (response.status === 401) endRefusedSession(sessionStore, problem);
    throw problem;
  }
  const session: Session = await response.json();
  sessionStore.signedIn(session);
}

/** Browsers offer locks on secure origins only; loopback is one. */
function alone(work: () => Promise<void>): Promise<void> {
  return 'locks' in navigator ? navigator.locks.request('hearthlore.refresh', work) : work();
}

/** `fetch` for streams and whatever else the typed client does not cover. */
export const sessionFetch = refreshingFetch({
  store: sessionStore,
  refresh: refreshSession,
  // the browser's own refuses to be called as a method of something else
  fetch: (input, init) => fetch(input, init),
});

/** @returns What a sign-in has to answer yet: it was right so far, and a second factor is set. */
export function challengeOf(error: unknown): string | undefined {
  const { code, details } = asProblem(error);
  const { challenge } = details;
  return code === 'auth.second-factor-required' && typeof challenge === 'string' ? challenge : undefined;
}

/** @returns The session, with a new recovery key where the sign-in was a recovery. The caller decides when it begins. */
export function answerSecondFactor(
  challenge: string,
  code: string,
  remember = true,
): Promise<Session & { recoveryKey?: string }> {
  return unwrap(publicClient.POST('/api/v1/auth/second-factor', { body: { challenge, code, remember } }));
}

/** Brings the keys to a session that began without: the cookie says which one. */
export async function unlock(passphrase: string): Promise<void> {
  const headers = { ...fromThisClient, 'content-type': 'application/json' };
  const body = JSON.stringify({ passphrase });
  const response = await fetch('/api/v1/auth/unlock', { method: 'POST', headers, body }).catch((error: unknown) => {
    throw asProblem(error);
  });
  if (!response.ok) throw await readProblem(response);
  const session: Session = await response.json();
  sessionStore.signedIn(session);
}

/** @param remember Whether the browser keeps the session when it is closed. */
export async function signIn(email: string, passphrase: string, remember: boolean): Promise<void> {
  const body = { email, passphrase, remember };
  sessionStore.signedIn(await unwrap(publicClient.POST('/api/v1/auth/login', { body })));
}

export async function signOut(): Promise<void> {
  try {
    await keepingDeviceSettings(() => fetch('/api/v1/auth/logout', { method: 'POST', headers: fromThisClient }));
  } catch (error) {
    throw asProblem(error);
  }
  sessionStore.signedOut('none');
  tabs.postMessage('signed-out');
}

export { publicClient };
