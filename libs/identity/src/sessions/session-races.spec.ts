import type { AuditEvent } from '@hearthlore/audit';
import { RecordingAuditLog } from '@hearthlore/audit/testing';
import { newKey, newKeyRing } from '@hearthlore/crypto';
import { newId, type UserId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { KeyCache, type MemberVault, SessionKeys, SessionRevokedError } from '@hearthlore/vault';
import { InMemorySessionStore, newAuthBundle } from '@hearthlore/vault/testing';
import { expect, it } from 'vitest';
import type { Account } from '../accounts/account.js';
import { InvalidCredentialsError } from '../identity.errors.js';
import { LockedDownError } from '../lockdown/lockdown.errors.js';
import { OpenVaults } from './open-vaults.js';
import { SessionsService } from './sessions.service.js';

/** A member who can sign in; what happens while the key ring is being opened is the test's to say. */
function aMember() {
  const id = newId<UserId>();
  const clock = new ManualClock();
  const account: Account = {
    id,
    name: 'Ada',
    email: 'a@b.org',
    role: 'owner',
    state: 'active',
    createdAt: clock.now(),
  };
  const cache = new KeyCache(clock);
  const unlocked: MemberVault[] = [];
  cache.whenUnlocked((vault) => unlocked.push(vault));
  let meanwhile = async (): Promise<void> => undefined;
  const keys = {
    open: async () => {
      await meanwhile();
      return { ring: newKeyRing(), ringKey: newKey(), selfKey: newKey() };
    },
    openRing: async () => ({ ring: newKeyRing(), ringKey: newKey() }),
  };
  const audit = new RecordingAuditLog();
  const record = (event: AuditEvent) => audit.append(event);
  const stored = new SessionKeys(new InMemorySessionStore(), newAuthBundle(), clock);
  const sessions = new SessionsService(
    { get: async () => account, noteSeen: async () => undefined },
    stored,
    new OpenVaults(keys, cache),
    { issue: async () => ({ token: 'a token', expiresIn: 600 }) },
    { record, recordAndTell: (_owner, _kind, event) => record(event) },
  );
  const userRootKey = newKey();
  const begin = (holds?: () => Promise<boolean>) =>
    sessions.start(id, { userRootKey, device: 'Firefox on Linux', secondFactor: false }, holds);
  const whileOpening = (work: () => Promise<void>): void => void (meanwhile = work);
  return { id, cache, unlocked, stored, sessions, userRootKey, begin, whileOpening };
}

it('a sign-out in the middle of a refresh leaves no keys in memory', async () => {
  const { cache, unlocked, sessions, begin, whileOpening } = aMember();
  const { refreshToken } = await begin();
  cache.lockAll();
  whileOpening(() => sessions.signOut(refreshToken));
  await expect(sessions.refresh(refreshToken)).rejects.toThrow(SessionRevokedError);
  expect(unlocked.map((vault) => vault.signal.aborted)).toEqual([true, true]);
});

it('two refreshes at once leave one vault, and it stays open', async () => {
  const { cache, unlocked, sessions, begin } = aMember();
  const { refreshToken } = await begin();
  cache.lockAll();
  await Promise.all([sessions.refresh(refreshToken), sessions.refresh(refreshToken)]);
  expect(unlocked.map((vault) => vault.signal.aborted)).toEqual([true, false]);
});

it('what no longer lets the member in leaves no session, however the question ends', async () => {
  const { id, unlocked, stored, userRootKey, begin } = aMember();
  let sessions: unknown[] = [];
  const isGone = async (): Promise<boolean> => {
    sessions = await stored.list(id);
    return false;
  };
  await expect(begin(isGone)).rejects.toThrow(InvalidCredentialsError);
  // Written down before it was asked: whoever changes something after the question ends it with the others.
  expect(sessions).toHaveLength(1);
  await expect(begin(() => Promise.reject(new Error('no database')))).rejects.toThrow('no database');
  expect(await stored.list(id)).toEqual([]);
  expect(unlocked).toEqual([]);
  expect(userRootKey.every((byte) => byte === 0)).toBe(true);
});

it('a lockdown in the middle of a sign-in leaves neither session nor keys', async () => {
  const { id, unlocked, stored, sessions, begin } = aMember();
  // It ends the sessions that are there when it begins: this one is written down right after.
  sessions.admitBy(async () => {
    if ((await stored.list(id)).length > 0) throw new LockedDownError();
  });
  await expect(begin()).rejects.toThrow(LockedDownError);
  expect(await stored.list(id)).toEqual([]);
  expect(unlocked).toEqual([]);
});
