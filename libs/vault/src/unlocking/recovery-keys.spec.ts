import { newKey } from '@hearthlore/crypto';
import { newId, type SessionId, type UserId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { newAuthBundle } from '../install/install-bundles.js';
import { PassphraseStretcher } from '../passphrase/passphrase-stretcher.js';
import { InMemoryKeySlotStore } from '../testing/in-memory-key-slot-store.js';
import { InMemoryRecordSetStore } from '../testing/in-memory-record-set-store.js';
import { aVault } from '../testing/vaults.js';
import { StepUpRequiredError } from '../vault.errors.js';
import { MemberKeys } from './member-keys.js';
import { MemberVault } from './member-vault.js';
import { RecoveryKeys } from './recovery-keys.js';

const [ownerId, stranger] = [newId<UserId>(), newId<UserId>()];
const clock = new ManualClock();
let slots: InMemoryKeySlotStore;
let keys: RecoveryKeys;
let userRootKey: Uint8Array;

beforeEach(() => {
  slots = new InMemoryKeySlotStore();
  keys = new RecoveryKeys(slots);
  userRootKey = newKey();
});

const hex = (key: Uint8Array | undefined): string => Buffer.from(key ?? []).toString('hex');

describe('a recovery key', () => {
  it('finds its account and gives the root key, however it is typed', async () => {
    const written = await keys.replace({ ownerId, userRootKey });
    const typed = written.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'l');
    const opened = await keys.open(typed);
    expect({ ownerId: opened?.ownerId, key: hex(opened?.userRootKey) }).toEqual({ ownerId, key: hex(userRootKey) });
    expect(await keys.check(ownerId, typed)).toBe(true);
  });

  it('opens nothing once another has taken its place', async () => {
    const before = await keys.replace({ ownerId, userRootKey });
    const after = await keys.replace({ ownerId, userRootKey });
    expect(await keys.open(before)).toBeUndefined();
    expect(await keys.check(ownerId, before)).toBe(false);
    expect(hex((await keys.open(after))?.userRootKey)).toBe(hex(userRootKey));
  });

  it('is used up by whoever replaces it first', async () => {
    const { locator } = (await keys.open(await keys.replace({ ownerId, userRootKey }))) ?? expect.unreachable();
    const next = (await keys.replaceUsed({ ownerId, userRootKey }, locator)) ?? expect.unreachable();
    expect(await keys.replaceUsed({ ownerId, userRootKey }, locator)).toBeUndefined();
    expect(hex((await keys.open(next))?.userRootKey)).toBe(hex(userRootKey));
  });

  it('is not another member’s, also where the slot was moved in the database', async () => {
    const written = await keys.replace({ ownerId, userRootKey });
    expect(await keys.check(stranger, written)).toBe(false);
    const slot = (await slots.findRecoverySlot(ownerId)) ?? expect.unreachable();
    await slots.deleteSlots(ownerId);
    await slots.putRecoverySlot(stranger, slot);
    expect(await keys.open(written)).toBeUndefined();
  });

  it('is made by whoever has just proved to be there, and by nobody else', async () => {
    const vault = aVault(ownerId);
    await expect(keys.replace({ vault, now: clock.now() })).rejects.toThrow(StepUpRequiredError);
    vault.stepUp(userRootKey, new Date(clock.now().getTime() + 1000));
    const written = await keys.replace({ vault, now: clock.now() });
    expect(hex((await keys.open(written))?.userRootKey)).toBe(hex(userRootKey));
    clock.advance(1000);
    await expect(keys.replace({ vault, now: clock.now() })).rejects.toThrow(StepUpRequiredError);
  });
});

/** Stretches until it is told to be done. */
class SlowStretcher extends PassphraseStretcher {
  finish: () => void = () => undefined;

  override async stretch(): Promise<Uint8Array> {
    await new Promise<void>((resolve) => {
      this.finish = resolve;
    });
    return new Uint8Array(32).fill(7);
  }
}

describe('a new passphrase', () => {
  it('wraps the root key itself, though the step-up ends while it is stretched', async () => {
    const stretcher = new SlowStretcher();
    const member = new MemberKeys(slots, new InMemoryRecordSetStore(), stretcher, newAuthBundle());
    const vault = new MemberVault(ownerId, newId<SessionId>(), {
      ring: { dataKeys: new Map([[1, newKey()]]), dedupeKey: newKey(), vectorKey: newKey() },
      ringKey: newKey(),
      selfKey: newKey(),
    });
    vault.stepUp(userRootKey, new Date(clock.now().getTime() + 1000));
    const wrapping = member.wrapByPassphrase({ vault, now: clock.now() }, 'new');
    vault.endStepUp();
    stretcher.finish();
    await member.putSlot(ownerId, await wrapping);
    const unlocking = member.unlockByPassphrase(ownerId, 'new');
    await new Promise((resolve) => setImmediate(resolve));
    stretcher.finish();
    expect(hex(await unlocking)).toBe(hex(userRootKey));
  });
});
