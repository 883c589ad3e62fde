import { newKey } from '@hearthlore/crypto';
import { newId, type UserId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { describe, expect, it } from 'vitest';
import { newAuthBundle } from '../install/install-bundles.js';
import { InMemorySessionStore } from '../testing/in-memory-session-store.js';
import { SessionRevokedError } from '../vault.errors.js';
import { parseRefreshToken } from './refresh-token.js';
import { MOST_SESSIONS, SESSION_ABSOLUTE, SESSION_IDLE, SessionKeys } from './session-keys.js';

async function aSession() {
  const clock = new ManualClock();
  const store = new InMemorySessionStore();
  const keys = new SessionKeys(store, newAuthBundle(), clock);
  const ended: string[] = [];
  const ownerId = newId<UserId>();
  const rootKey = newKey();
  const session = await keys.start(ownerId, beginningWith(rootKey), (id) => ended.push(id));
  const reused: string[] = [];
  const refresh = (token: string) => keys.refresh(token, ({ id }) => reused.push(id));
  return { clock, store, keys, ownerId, rootKey, session, refresh, reused, ended };
}

const hex = (key: Uint8Array | undefined): string => Buffer.from(key ?? []).toString('hex');

const beginningWith = (userRootKey: Uint8Array | undefined) => ({
  userRootKey,
  device: 'Firefox on Linux',
  secondFactor: false,
});

describe('a session', () => {
  it('gives the root key back for its token, and a new token each time', async () => {
    const { rootKey, session, refresh } = await aSession();
    const second = await refresh(session.refreshToken);
    const third = await refresh(second.refreshToken);
    expect([second, third].map((opened) => hex(opened.userRootKey))).toEqual([hex(rootKey), hex(rootKey)]);
    expect(new Set([session, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3);
  });

  it('gives two tabs and a lost answer the same successor', async () => {
    const { rootKey, session, refresh, reused } = await aSession();
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(session.refreshToken)));
    expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    expect(new Set(answers.map(({ userRootKey }) => hex(userRootKey)))).toEqual(new Set([hex(rootKey)]));
    expect(reused).toEqual([]);
  });

  it('ends when a token comes back after its successor was used', async () => {
    const { session, refresh, reused } = await aSession();
    const second = await refresh(session.refreshToken);
    const third = await refresh(second.refreshToken);
    await expect(refresh(session.refreshToken)).rejects.toThrow(SessionRevokedError);
    expect(reused).toEqual([session.sessionId]);
    await expect(refresh(third.refreshToken)).rejects.toThrow(SessionRevokedError);
  });

  it('is open until it is ended', async () => {
    const { keys, session } = await aSession();
    expect(await keys.isOpen(session)).toBe(true);
    await keys.end(session.refreshToken);
    expect(await keys.isOpen(session)).toBe(false);
  });

  it('ends with idleness and with age', async () => {
    const idle = await aSession();
    idle.clock.advance(SESSION_IDLE);
    await expect(idle.refresh(idle.session.refreshToken)).rejects.toThrow(SessionRevokedError);
    const old = await aSession();
    let token = old.session.refreshToken;
    for (let elapsed = 0; elapsed < SESSION_ABSOLUTE - SESSION_IDLE; elapsed += SESSION_IDLE - 1) {
      old.clock.advance(SESSION_IDLE - 1);
      token = (await old.refresh(token)).refreshToken;
    }
    old.clock.advance(SESSION_IDLE - 1);
    await expect(old.refresh(token)).rejects.toThrow(SessionRevokedError);
  });

  it('makes room for the eleventh by ending the one longest unused, and forgets expired ones', async () => {
    const { clock, store, keys, ownerId, rootKey, session, refresh, ended } = await aSession();
    const others = [];
    for (let count = 1; count < MOST_SESSIONS; count += 1) {
      clock.advance(1000);
      others.push(await keys.start(ownerId, beginningWith(rootKey), (id) => ended.push(id)));
    }
    clock.advance(1000);
    const used = await refresh(session.refreshToken);
    const newest = await keys.start(ownerId, beginningWith(rootKey), (id) => ended.push(id));
    expect(await store.list(ownerId)).toHaveLength(MOST_SESSIONS);
    expect(ended).toEqual([others[0]?.sessionId]);
    await expect(refresh((others[0] ?? session).refreshToken)).rejects.toThrow(SessionRevokedError);
    await expect(refresh(used.refreshToken)).resolves.toBeDefined();
    await expect(refresh(newest.refreshToken)).resolves.toBeDefined();
    clock.advance(SESSION_IDLE);
    await keys.start(ownerId, beginningWith(rootKey), (id) => ended.push(id));
    expect(await store.list(ownerId)).toHaveLength(1);
  });

  it('ends at sign-out', async () => {
    const { keys, session, refresh } = await aSession();
    await expect(keys.end(session.refreshToken)).resolves.toMatchObject({ id: session.sessionId });
    await expect(refresh(session.refreshToken)).rejects.toThrow(SessionRevokedError);
    await expect(keys.end('nonsense')).resolves.toBeUndefined();
  });

  it('cannot be opened with another installation’s token key', async () => {
    const { clock, store, session } = await aSession();
    const elsewhere = new SessionKeys(store, newAuthBundle(), clock);
    await expect(elsewhere.refresh(session.refreshToken, () => undefined)).rejects.toThrow(SessionRevokedError);
  });
});

describe('a refresh token', () => {
  it('is read only in its exact form', () => {
    for (const bad of [
      '',
      'hl_rt1_x_y',
      `hl_rt2_${'a'.repeat(22)}_${'a'.repeat(43)}`,
      `hl_rt1_${'a'.repeat(22)}_${'a'.repeat(43)} `,
    ])
      expect(parseRefreshToken(bad)).toBeUndefined();
  });
});
