import { type ApiProblem, readProblem } from './problem.js';
import type { SessionStore } from './session-store.js';

export interface RefreshingFetchParts {
  readonly store: SessionStore;
  /** Asks for a new access token; throws an `ApiProblem`. */
  readonly refresh: () => Promise<void>;
  readonly fetch: typeof globalThis.fetch;
}

const mendedByRefresh = new Set(['auth.token-invalid', 'vault.locked']);

/**
 * `fetch` with the access token. A token that ran out and a vault that fell asleep are mended by one refresh and one
 * repetition in the name of the same member; whatever is refused after that is the caller's to tell.
 */
export function refreshingFetch(parts: RefreshingFetchParts): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    // read once, for both tries: the body of a request that was sent is gone
    const body = request.body === null ? undefined : await request.arrayBuffer();
    const send = (): Promise<Response> => {
      const headers = new Headers(request.headers);
      const token = parts.store.accessToken;
      if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
      const { method, signal } = request;
      return parts.fetch(request.url, { method, headers, signal, ...(body !== undefined && { body }) });
    };

    const { userId } = parts.store;
    const response = await send();
    if (response.status !== 401) return response;
    const problem = await readProblem(response);
    if (!mendedByRefresh.has(problem.code)) {
      endSession(parts.store, problem);
      return response;
    }
    try {
      await parts.refresh();
    } catch {
      return response;
    }
    // What one member asked is not repeated as another, who has signed in beside this tab.
    if (userId !== undefined && parts.store.userId !== userId) return response;
    const second = await send();
    if (second.status === 401) endSession(parts.store, await readProblem(second));
    return second;
  };
}

/** Follows the server where a refusal says that this session is over, or that it cannot open documents. */
function endSession(store: SessionStore, problem: ApiProblem): void {
  if (problem.code === 'vault.locked') store.locked();
  else if (problem.code === 'auth.session-revoked') store.signedOut('revoked');
  else if (problem.code === 'auth.token-invalid') store.signedOut('none');
}

/** Follows the refusal of the cookie: that somebody ended the session is told to who had one, not to a newcomer. */
export function endRefusedSession(store: SessionStore, problem: ApiProblem): void {
  const { kind } = store.state;
  if (kind === 'starting') store.signedOut('none');
  else if (kind === 'signed-in' && problem.code === 'vault.locked') store.locked();
  else if (kind !== 'signed-out') store.signedOut(problem.code === 'auth.session-revoked' ? 'revoked' : 'none');
}
