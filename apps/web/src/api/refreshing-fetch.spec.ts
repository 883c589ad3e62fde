import { describe, expect, it } from 'vitest';
import { ApiProblem } from './problem.js';
import { endRefusedSession, refreshingFetch } from './refreshing-fetch.js';
import { SessionStore } from './session-store.js';
import type { Session } from './types.js';

const user: Session['user'] = {
  id: 'u',
  name: 'Anna',
  email: 'anna@example.org',
  role: 'owner',
  state: 'active',
  createdAt: '2026-01-01T00:00:00Z',
};

/** A server that gives the answers in turn, and a refresh that hands out `new`. */
function arrange(...answers: (number | string)[]) {
  const store = new SessionStore();
  store.signedIn({ accessToken: 'old', expiresIn: 600, user });
  const seen: { token: string | null; body: string }[] = [];
  let refreshes = 0;
  let isRefused = false;
  let next = user;
  const fetch = refreshingFetch({
    store,
    refresh: () => {
      refreshes += 1;
      if (isRefused) return Promise.reject(new ApiProblem('auth.session-revoked', 401));
      store.signedIn({ accessToken: 'new', expiresIn: 600, user: next });
      return Promise.resolve();
    },
    fetch: async (address, init) => {
      const request = new Request(address, init);
      seen.push({ token: request.headers.get('authorization'), body: await request.text() });
      const answer = answers.shift() ?? 200;
      return typeof answer === 'number'
        ? new Response(null, { status: answer })
        : Response.json({ code: answer }, { status: 401 });
    },
  });
  return {
    store,
    seen,
    refreshes: () => refreshes,
    refuseRefresh: () => {
      isRefused = true;
    },
    /** In another tab, which shares the cookie. */
    signInBeside: (other: Session['user']) => {
      next = other;
    },
    ask: () => fetch('http://test/api', { method: 'POST', body: 'question' }),
  };
}

describe('a request with a session', () => {
  it.each(['auth.token-invalid', 'vault.locked'])('is repeated whole after one refresh when told %s', async (code) => {
    const { ask, seen, refreshes } = arrange(code, 200);
    expect((await ask()).status).toBe(200);
    expect(refreshes()).toBe(1);
    expect(seen).toEqual([
      { token: 'Bearer old', body: 'question' },
      { token: 'Bearer new', body: 'question' },
    ]);
  });

  it('is not repeated as somebody else, who signed in beside it, and what was open is forgotten first', async () => {
    const { ask, seen, store, signInBeside } = arrange('auth.token-invalid', 200);
    const states: string[] = [];
    store.subscribe(() => states.push(store.state.kind));
    signInBeside({ ...user, id: 'v', name: 'Bert' });
    expect((await ask()).status).toBe(401);
    expect(seen).toHaveLength(1);
    expect(states).toEqual(['signed-out', 'signed-in']);
    expect(store.userId).toBe('v');
  });

  it('asks for the passphrase when the refreshed session cannot open documents either', async () => {
    const { ask, store, seen } = arrange('vault.locked', 'vault.locked', 200);
    expect((await ask()).status).toBe(401);
    expect(seen).toHaveLength(2);
    expect(store.state.kind).toBe('locked');
  });

  it('ends the session, without a try to mend it, when another device ended it', async () => {
    const { ask, store, refreshes } = arrange('auth.session-revoked');
    await ask();
    expect(refreshes()).toBe(0);
    expect(store.state).toEqual({ kind: 'signed-out', reason: 'revoked' });
    expect(store.accessToken).toBeUndefined();
  });

  it('hands on the first refusal when the refresh is refused', async () => {
    const { ask, seen, refuseRefresh } = arrange('auth.token-invalid');
    refuseRefresh();
    expect((await ask()).status).toBe(401);
    expect(seen).toHaveLength(1);
  });

  it('leaves other refusals alone', async () => {
    const { ask, store, refreshes } = arrange(403);
    expect((await ask()).status).toBe(403);
    expect(refreshes()).toBe(0);
    expect(store.state.kind).toBe('signed-in');
  });
});

describe('a refused cookie', () => {
  const revoked = new ApiProblem('auth.session-revoked', 401);

  it('tells who had a session that it was ended, and a newcomer nothing', () => {
    const store = new SessionStore();
    endRefusedSession(store, revoked);
    expect(store.state).toEqual({ kind: 'signed-out', reason: 'none' });
    store.signedIn({ accessToken: 'a', expiresIn: 600, user, locked: false });
    endRefusedSession(store, revoked);
    expect(store.state).toEqual({ kind: 'signed-out', reason: 'revoked' });
    endRefusedSession(store, new ApiProblem('auth.token-invalid', 401));
    expect(store.state).toEqual({ kind: 'signed-out', reason: 'revoked' });
  });

  it('locks an open session that has no keys of its own', () => {
    const store = new SessionStore();
    store.signedIn({ accessToken: 'a', expiresIn: 600, user, locked: false });
    endRefusedSession(store, new ApiProblem('vault.locked', 401));
    expect(store.state.kind).toBe('locked');
  });
});
