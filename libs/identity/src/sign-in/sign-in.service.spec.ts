import { newKey } from '@hearthlore/crypto';
import { newId, type UserId } from '@hearthlore/kernel';
import { expect, it } from 'vitest';
import { InvalidCredentialsError } from '../identity.errors.js';
import type { SessionsService } from '../sessions/sessions.service.js';
import { SignInService } from './sign-in.service.js';

/** Signs in, and tells whether what was proved still holds once the session is written down. */
async function holdsAfter(meanwhile: {
  readonly setAt?: Date;
  readonly isFactorSet?: boolean;
  readonly usedFactor?: boolean;
}): Promise<boolean | undefined> {
  const id = newId<UserId>();
  let isWritten = false;
  let holds: boolean | undefined;
  const start: SessionsService['start'] = async (_id, _beginning, stillHolds) => {
    isWritten = true;
    holds = await stillHolds?.();
    throw new Error('far enough');
  };
  const service = new SignInService(
    { findIdByEmail: async () => id, emailHash: () => newKey() },
    {
      pretendToUnlock: async () => undefined,
      unlockByPassphrase: async () => newKey(),
      passphraseSetAt: async () => (isWritten ? (meanwhile.setAt ?? new Date(0)) : new Date(0)),
    },
    { start },
    {
      demand: (proved, complete) => complete(proved.userRootKey, meanwhile.usedFactor ?? false),
      isSet: async () => isWritten && (meanwhile.isFactorSet ?? false),
    },
  );
  await expect(service.signIn({ email: 'a@b.org', passphrase: 'x', device: '' })).rejects.toThrow('far enough');
  return holds;
}

it('a sign-in holds where nothing was changed beside it', async () => {
  expect(await holdsAfter({})).toBe(true);
  expect(await holdsAfter({ isFactorSet: true, usedFactor: true })).toBe(true);
});

it('the passphrase of before lets nobody in beside its change', async () => {
  expect(await holdsAfter({ setAt: new Date(1) })).toBe(false);
});

it('a passphrase alone lets nobody in beside the setting of a second factor', async () => {
  expect(await holdsAfter({ isFactorSet: true })).toBe(false);
});

it('an address that nobody has costs the same look-up', async () => {
  const looked: UserId[] = [];
  const notAsked = (): Promise<never> => Promise.reject(new Error('not asked in this spec'));
  const service = new SignInService(
    { findIdByEmail: async () => undefined, emailHash: () => newKey() },
    {
      pretendToUnlock: async () => undefined,
      unlockByPassphrase: notAsked,
      passphraseSetAt: async (id) => {
        looked.push(id);
        return undefined;
      },
    },
    { start: notAsked },
    { demand: notAsked, isSet: notAsked },
  );
  await expect(service.signIn({ email: 'a@b.org', passphrase: 'x', device: '' })).rejects.toBeInstanceOf(
    InvalidCredentialsError,
  );
  expect(looked).toHaveLength(1);
});
