import { equalSecrets, newKey } from '@hearthlore/crypto';
import type { UserId } from '@hearthlore/kernel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { DrizzleInstallBundleStore } from '../adapters/drizzle-install-bundle-store.js';
import { DrizzleKeySlotStore } from '../adapters/drizzle-key-slot-store.js';
import { DrizzleRecordSetStore } from '../adapters/drizzle-record-set-store.js';
import { PassphraseStretcher } from '../passphrase/passphrase-stretcher.js';
import { MemberKeys } from '../unlocking/member-keys.js';
import { openAuthBundle } from './install-secrets.js';
import { replaceLostMasterKey, rotateMasterKey } from './master-key-change.js';
import { readMasterKeyStatus } from './master-key-status.js';

const PASSPHRASE = 'thistle canyon ladle ember quartz';
const [first, second, third, fourth] = [newKey(), newKey(), newKey(), newKey()];

let opened: OwnedDatabase;
let store: DrizzleInstallBundleStore;
let member: UserId;
let userRootKey: Uint8Array;
beforeAll(async () => {
  opened = await openAsApi();
  store = new DrizzleInstallBundleStore(opened.transactions);
  const keys = await startsWith(first);
  member = await insertMember(opened.transactions);
  const prepared = await keys.prepare(member, PASSPHRASE);
  ({ userRootKey } = prepared);
  await new DrizzleKeySlotStore(opened.transactions).putPassphraseSlot(member, prepared.passphraseSlot);
});
afterAll(() => opened.close());

/** The keys of members as an api has them that starts with this master key. */
async function startsWith(masterKey: Uint8Array): Promise<MemberKeys> {
  const auth = await openAuthBundle(store, masterKey);
  const { transactions } = opened;
  return new MemberKeys(
    new DrizzleKeySlotStore(transactions),
    new DrizzleRecordSetStore(transactions),
    new PassphraseStretcher(),
    auth,
  );
}

async function opensWith(keys: MemberKeys): Promise<boolean> {
  const found = await keys.unlockByPassphrase(member, PASSPHRASE);
  return found !== undefined && equalSecrets(found, userRootKey);
}

async function slot() {
  return (await new DrizzleKeySlotStore(opened.transactions).findPassphraseSlot(member)) ?? expect.unreachable();
}

it('moves a member to the newest pepper at the next right passphrase, and at no wrong one', async () => {
  const running = await startsWith(first);
  await rotateMasterKey(store, first, second);
  await store.noteMasterVersion(2);
  const before = await slot();
  // An api that still runs knows no newer pepper, and writes none.
  expect(await opensWith(running)).toBe(true);
  await expect(slot()).resolves.toEqual(before);
  const restarted = await startsWith(second);
  await expect(restarted.unlockByPassphrase(member, 'thistle canyon ladle ember')).resolves.toBeUndefined();
  await expect(slot()).resolves.toEqual(before);
  await expect(readMasterKeyStatus(store)).resolves.toMatchObject({ membersOnOldPeppers: 1 });
  expect(await opensWith(restarted)).toBe(true);
  const after = await slot();
  expect(after.pepperVersion).toBe(2);
  expect(after.wrapped).not.toEqual(before.wrapped);
  expect(after.salt).not.toEqual(before.salt);
  await expect(readMasterKeyStatus(store)).resolves.toMatchObject({ membersOnOldPeppers: 0 });
});

it('drops the pepper that nobody needs at the next rotation, and the passphrase opens as before', async () => {
  await expect(rotateMasterKey(store, second, third)).resolves.toMatchObject({ droppedPeppers: 1 });
  expect(await opensWith(await startsWith(third))).toBe(true);
  expect((await slot()).pepperVersion).toBe(3);
});

it('opens nothing by a passphrase whose pepper was lost with the master key, and changes no slot', async () => {
  const before = await slot();
  await replaceLostMasterKey(store, [], fourth);
  await expect((await startsWith(fourth)).unlockByPassphrase(member, PASSPHRASE)).resolves.toBeUndefined();
  await expect(slot()).resolves.toEqual(before);
});
