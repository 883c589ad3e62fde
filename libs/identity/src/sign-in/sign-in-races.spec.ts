import { newKey, newKeyRing } from '@hearthlore/crypto';
import { newId, type UserId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { KeyCache, type MemberVault, SessionKeys, SessionRevokedError } from '@hearthlore/vault';
import { InMemorySessionStore, newAuthBundle } from '@hearthlore/vault/testing';
import { expect, it } from 'vitest';
import type { Account } from '../accounts/account.js';
import { SignInService } from './sign-in.service.js';

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
  const signIn = new SignInService(
    { get: async () => account, findIdByEmail: async () => id, emailHash: () => newKey() },
    {
      openRing: async () => {
        await meanwhile();
        return newKeyRing();
      },
      unlockByPassphrase: async () => newKey(),
      pretendToUnlock: async () => undefined,
    },
    new SessionKeys(new InMemorySessionStore(), newAuthBundle(), clock),
    cache,
    { issue: async () => ({ token: 'a token', expiresIn: 600 }) },
  );
  const whileOpening = (work: () => Promise<void>): void => void (meanwhile = work);
  return { cache, unlocked, signIn, whileOpening };
}

it('a sign-out in the middle of a refresh leaves no keys in memory', async () => {
  const { cache, unlocked, signIn, whileOpening } = aMember();
  const { refreshToken } = await signIn.signIn('a@b.org', 'anything');
  cache.lockAll();
  whileOpening(() => signIn.signOut(refreshToken));
  await expect(signIn.refresh(refreshToken)).rejects.toThrow(SessionRevokedError);
  expect(unlocked.map((vault) => vault.signal.aborted)).toEqual([true, true]);
});

it('two refreshes at once leave one vault, and it stays open', async () => {
  const { cache, unlocked, signIn } = aMember();
  const { refreshToken } = await signIn.signIn('a@b.org', 'anything');
  cache.lockAll();
  await Promise.all([signIn.refresh(refreshToken), signIn.refresh(refreshToken)]);
  expect(unlocked.map((vault) => vault.signal.aborted)).toEqual([true, false]);
});
