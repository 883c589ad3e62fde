import { derivePasswordKeys, newKey } from '@hearthlore/crypto';
import { RecordingAuditLog } from '@hearthlore/audit/testing';
import { keySlots } from '@hearthlore/database';
import { newId, type UserId } from '@hearthlore/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { DrizzleInstallBundleStore } from '../adapters/drizzle-install-bundle-store.js';
import { WrongMasterKeyError } from '../vault.errors.js';
import {
  InstallBundlesMissingError,
  MasterKeyNotLostError,
  NotStartedYetError,
  SameMasterKeyError,
} from './install.errors.js';
import type { AuthBundle } from './install-bundles.js';
import { openAuthBundle } from './install-secrets.js';
import { replaceLostMasterKey, rotateMasterKey } from './master-key-change.js';
import { noteMasterKeyChange, readMasterKeyStatus } from './master-key-status.js';
import { tryMasterKeys } from './master-key-trial.js';

let opened: OwnedDatabase;
let store: DrizzleInstallBundleStore;
let first: Uint8Array;
let second: Uint8Array;
let before: AuthBundle;

beforeEach(async () => {
  opened = await openAsApi();
  store = new DrizzleInstallBundleStore(opened.transactions);
  [first, second] = [newKey(), newKey()];
  before = await openAuthBundle(store, first);
});
afterEach(() => opened.close());

const anybody = newId<UserId>();
const asSuperuser = <T extends object>(text: string): Promise<T[]> => queryAsSuperuser<T>(opened.database, text);

/** A member whose passphrase is under this pepper; there is nothing in the wrap. */
async function insertSlot(pepperVersion: number): Promise<UserId> {
  const id = await insertMember(opened.transactions);
  await opened.transactions.run(id, (tx) =>
    tx.insert(keySlots).values({ ownerId: id, slot: 1, wrapped: newKey(), stretching: 1, pepperVersion }),
  );
  return id;
}

const moveSlot = (id: UserId, pepperVersion: number): Promise<unknown> =>
  opened.transactions.run(id, (tx) => tx.update(keySlots).set({ pepperVersion }));

describe('a rotated master key', () => {
  it('alone opens the bundles, and what they hold is the same with one pepper more', async () => {
    await insertSlot(1);
    await expect(rotateMasterKey(store, first, second)).resolves.toEqual({
      masterVersion: 2,
      droppedPeppers: 0,
      membersOnOldPeppers: 1,
    });
    await expect(openAuthBundle(store, first)).rejects.toThrow(WrongMasterKeyError);
    const after = await openAuthBundle(store, second);
    expect([...after.peppers.keys()]).toEqual([1, 2]);
    expect(after).toMatchObject({ ...before, peppers: expect.anything() });
    expect(after.peppers.get(1)).toEqual(before.peppers.get(1));
    const keys = [...after.peppers.values()].map((pepper) => derivePasswordKeys(first, pepper, anybody).verifier);
    expect(keys[0]).not.toEqual(keys[1]);
  });

  it('is refused with a key that does not open, and with the one in use; nothing changes', async () => {
    const bundles = await asSuperuser('select * from install_bundles order by kind');
    await expect(rotateMasterKey(store, second, newKey())).rejects.toThrow(WrongMasterKeyError);
    await expect(rotateMasterKey(store, first, first)).rejects.toThrow(SameMasterKeyError);
    await expect(asSuperuser('select * from install_bundles order by kind')).resolves.toEqual(bundles);
  });

  it('leaves both bundles as they were where one of them cannot be written', async () => {
    await asSuperuser(`alter table install_bundles add check (not (kind = 'ops' and master_version = 2))`);
    await expect(rotateMasterKey(store, first, second)).rejects.toThrow(/install_bundles/);
    await expect(tryMasterKeys(store, [second, first])).resolves.toEqual({ outcome: 'opened', by: first });
  });

  it('keeps an old pepper as long as a slot needs it, and drops it then', async () => {
    const id = await insertSlot(1);
    const [third, fourth] = [newKey(), newKey()];
    await rotateMasterKey(store, first, second);
    await store.noteMasterVersion(2);
    await expect(rotateMasterKey(store, second, third)).resolves.toMatchObject({ droppedPeppers: 0 });
    await moveSlot(id, 3);
    await store.noteMasterVersion(3);
    await expect(rotateMasterKey(store, third, fourth)).resolves.toEqual({
      masterVersion: 4,
      droppedPeppers: 2,
      membersOnOldPeppers: 1,
    });
    expect([...(await openAuthBundle(store, fourth)).peppers.keys()]).toEqual([3, 4]);
  });

  it('keeps the pepper under which an api that still runs may write', async () => {
    const third = newKey();
    await rotateMasterKey(store, first, second);
    await expect(rotateMasterKey(store, second, third)).resolves.toMatchObject({ droppedPeppers: 0 });
    expect([...(await openAuthBundle(store, third)).peppers.keys()]).toEqual([1, 2, 3]);
  });

  it('is counted by numbers alone', async () => {
    const ids = [await insertSlot(1), await insertSlot(1)];
    await expect(readMasterKeyStatus(store)).resolves.toEqual({ version: 1, membersOnOldPeppers: 0 });
    await rotateMasterKey(store, first, second);
    await expect(readMasterKeyStatus(store)).resolves.toEqual({ version: 2, membersOnOldPeppers: 2 });
    for (const id of ids) await moveSlot(id, 2);
    await expect(readMasterKeyStatus(store)).resolves.toEqual({ version: 2, membersOnOldPeppers: 0 });
  });
});

describe('two master keys around a rotation', () => {
  it('are never both right, nor both wrong', async () => {
    await expect(tryMasterKeys(store, [second, first])).resolves.toEqual({ outcome: 'opened', by: first });
    await rotateMasterKey(store, first, second);
    await expect(tryMasterKeys(store, [first, second])).resolves.toEqual({ outcome: 'opened', by: second });
    await expect(tryMasterKeys(store, [newKey(), first])).resolves.toEqual({ outcome: 'closed' });
    await expect(tryMasterKeys(store, [])).resolves.toEqual({ outcome: 'closed' });
  });

  it('are told apart only when the transaction on its way has ended', async () => {
    const order: string[] = [];
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const { promise: began, resolve: begin } = Promise.withResolvers<void>();
    const writing = store.exclusively(async () => {
      begin();
      await held;
      order.push('kept');
    });
    await began;
    const trying = tryMasterKeys(store, [first]).then(() => order.push('told'));
    while (!(await isSomebodyWaiting())) continue;
    letGo();
    await Promise.all([writing, trying]);
    expect(order).toEqual(['kept', 'told']);
  });

  const isSomebodyWaiting = async (): Promise<boolean> =>
    (await asSuperuser(`select from pg_stat_activity where wait_event_type = 'Lock'`)).length > 0;
});

describe('bundles that are gone', () => {
  const removeBundles = (kinds = `'auth', 'ops'`): Promise<unknown> =>
    asSuperuser(`delete from install_bundles where kind in (${kinds})`);

  it('are not made anew where somebody has an account', async () => {
    await insertMember(opened.transactions);
    await removeBundles();
    await expect(openAuthBundle(store, first)).rejects.toThrow(InstallBundlesMissingError);
    await expect(tryMasterKeys(store, [first])).resolves.toEqual({ outcome: 'bundles-missing' });
    await expect(rotateMasterKey(store, first, second)).rejects.toThrow(InstallBundlesMissingError);
    await expect(asSuperuser('select from install_bundles')).resolves.toEqual([]);
  });

  it('are not made anew where the set-up is done, or one of the two is left', async () => {
    await asSuperuser('update installation set set_up_at = now()');
    await removeBundles();
    await expect(openAuthBundle(store, first)).rejects.toThrow(InstallBundlesMissingError);
    await asSuperuser('update installation set set_up_at = null');
    await openAuthBundle(store, first);
    await removeBundles(`'auth'`);
    await expect(openAuthBundle(store, first)).rejects.toThrow(InstallBundlesMissingError);
  });

  it('are made at the first start, once, also by two at a time', async () => {
    await removeBundles();
    await expect(tryMasterKeys(store, [first])).resolves.toEqual({ outcome: 'first-start' });
    await expect(rotateMasterKey(store, first, second)).rejects.toThrow(NotStartedYetError);
    await expect(replaceLostMasterKey(store, [], second)).rejects.toThrow(NotStartedYetError);
    const [one, other] = await Promise.all([openAuthBundle(store, first), openAuthBundle(store, first)]);
    expect(one).toEqual(other);
  });
});

describe('a lost master key', () => {
  it('is not believed lost while it opens', async () => {
    await expect(replaceLostMasterKey(store, [newKey(), first], second)).rejects.toThrow(MasterKeyNotLostError);
    await expect(tryMasterKeys(store, [first])).resolves.toMatchObject({ outcome: 'opened' });
  });

  it('leaves its bundles as they are, for the day it is found, beside new ones with other secrets', async () => {
    await insertSlot(1);
    const bundles = await asSuperuser('select kind, master_version, wrapped from install_bundles order by kind');
    await expect(replaceLostMasterKey(store, [newKey()], second)).resolves.toEqual({
      masterVersion: 2,
      droppedPeppers: 0,
      membersOnOldPeppers: 1,
    });
    const retired = 'select kind, master_version, wrapped from retired_install_bundles order by kind';
    await expect(asSuperuser(retired)).resolves.toEqual(bundles);
    const after = await openAuthBundle(store, second);
    // A slot under the lost pepper finds no pepper, rather than a wrong one.
    expect([...after.peppers.keys()]).toEqual([2]);
    expect(after.tokenKey).not.toEqual(before.tokenKey);
    expect(after.profileKey).not.toEqual(before.profileKey);
  });

  it('is followed by version numbers that no slot and no bundle had', async () => {
    await insertSlot(7);
    await expect(replaceLostMasterKey(store, [], second)).resolves.toMatchObject({ masterVersion: 8 });
    await expect(replaceLostMasterKey(store, [], newKey())).resolves.toMatchObject({ masterVersion: 9 });
  });
});

describe('the log', () => {
  it('hears of each change once, at the next start of the api', async () => {
    const log = new RecordingAuditLog();
    await noteMasterKeyChange(store, log);
    expect(log.actions).toEqual([]);
    await rotateMasterKey(store, first, second);
    await noteMasterKeyChange(store, log);
    await noteMasterKeyChange(store, log);
    expect(log.actions).toEqual(['master-key.rotated']);
    await replaceLostMasterKey(store, [], newKey());
    await noteMasterKeyChange(store, log);
    expect(log.actions).toEqual(['master-key.rotated', 'master-key.lost']);
    await expect(store.knownMasterVersion()).resolves.toBe(3);
  });
});
