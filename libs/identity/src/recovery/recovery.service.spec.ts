import { RecordingAuditLog } from '@hearthlore/audit/testing';
import { formatRecoveryKey, newKey } from '@hearthlore/crypto';
import type { Transaction } from '@hearthlore/database';
import { newId, type UserId } from '@hearthlore/kernel';
import { describe, expect, it } from 'vitest';
import { WeakPassphraseError } from '../identity.errors.js';
import { WrongRecoveryKeyError } from './recovery.errors.js';
import { RecoveryService } from './recovery.service.js';

const STRONG = 'oyster walnut bracket ferry october';
const written = formatRecoveryKey(newKey());
const notAsked = (): Promise<never> => Promise.reject(new Error('not asked in this spec'));
const slot = { wrapped: newKey(), salt: newKey(), verifier: newKey(), stretching: 1, pepperVersion: 1 };

/** @param ownerId Whose the key is; nobody's where it is absent. */
function recoveryOf(ownerId?: UserId) {
  const stretched: string[] = [];
  const put: UserId[] = [];
  const audit = new RecordingAuditLog();
  const service = new RecoveryService(
    { run: (_, work) => work({} as Transaction) },
    {
      recovery: {
        open: async () => ownerId && { ownerId, userRootKey: newKey(), locator: newKey() },
        // Somebody else was quicker.
        replaceUsed: async () => undefined,
      },
      member: {
        pretendToUnlock: async (passphrase) => void stretched.push(passphrase),
        wrapByPassphrase: async (_, passphrase) => {
          stretched.push(passphrase);
          return slot;
        },
        putSlot: async (id) => void put.push(id),
      },
    },
    {
      examine: async () => ({ profile: { name: 'Ada', email: 'ada@family.example' }, isLost: false }),
      renew: notAsked,
    },
    {
      sessions: { start: notAsked, assertAdmitted: async () => undefined },
      revocation: { end: notAsked, settle: notAsked },
      secondFactors: { demand: (proved, complete) => complete(proved.userRootKey, false) },
      resets: { isFor: notAsked, discardAll: notAsked },
    },
    { record: (event) => audit.append(event), recordAndTell: notAsked },
  );
  const recover = (passphrase: string) => service.recover({ recoveryKey: written, passphrase, device: '' });
  return { stretched, put, recover };
}

describe('recovering', () => {
  it('judges no passphrase for a stranger: that takes the whole server’s time', async () => {
    const { recover, stretched } = recoveryOf();
    await expect(recover('password')).rejects.toBeInstanceOf(WrongRecoveryKeyError);
    expect(stretched).toEqual(['password']);
  });

  it('stretches no weak passphrase', async () => {
    const { recover, stretched } = recoveryOf(newId<UserId>());
    await expect(recover('password')).rejects.toBeInstanceOf(WeakPassphraseError);
    expect(stretched).toEqual([]);
  });

  it('changes nothing with a key that was replaced or used while its bearer was asked for more', async () => {
    const { recover, stretched, put } = recoveryOf(newId<UserId>());
    await expect(recover(STRONG)).rejects.toBeInstanceOf(WrongRecoveryKeyError);
    expect({ stretched, put }).toEqual({ stretched: [STRONG], put: [] });
  });
});
