import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ada,
  ben,
  type IdentityUnderTest,
  openIdentity,
  SETUP_CODE,
  DEVICE,
} from '../../../../test/harness/identity.js';
import { SetupDoneError, WeakPassphraseError, WrongSetupCodeError } from '../identity.errors.js';

let identity: IdentityUnderTest;
beforeEach(async () => {
  identity = await openIdentity();
  await identity.setup.prepare();
});
afterEach(() => identity.close());

const members = () => identity.asSuperuser<{ role: string; state: string }>('select role, state from members');

describe('set-up', () => {
  it('makes an active owner, signed in, with a recovery key, and the code goes', async () => {
    const { setup, accounts } = identity;
    expect(await setup.isRequired()).toBe(true);
    const done = await setup.setUp({ code: SETUP_CODE, ...ada }, DEVICE);
    expect(done.account).toMatchObject({ name: 'Ada', email: ada.email, role: 'owner', state: 'active' });
    expect(done.recoveryKey).not.toBe('');
    expect(await setup.isRequired()).toBe(false);
    expect(existsSync(join(identity.folder, 'setup-code'))).toBe(false);
    expect(await accounts.findIdByEmail(` ${ada.email.toUpperCase()}`)).toBe(done.account.id);
  });

  it('works once', async () => {
    await identity.setup.setUp({ code: SETUP_CODE, ...ada }, DEVICE);
    await expect(identity.setup.setUp({ code: SETUP_CODE, ...ben }, DEVICE)).rejects.toThrow(SetupDoneError);
    await identity.setup.prepare();
    expect(existsSync(join(identity.folder, 'setup-code'))).toBe(false);
    expect(await members()).toHaveLength(1);
  });

  it('is won by exactly one of two at once, and nothing of the other stays', async () => {
    const both = await Promise.allSettled([
      identity.setup.setUp({ code: SETUP_CODE, ...ada }, DEVICE),
      identity.setup.setUp({ code: SETUP_CODE, ...ben }, DEVICE),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = both.find((result) => result.status === 'rejected');
    expect(lost?.reason).toBeInstanceOf(SetupDoneError);
    expect(await members()).toEqual([{ role: 'owner', state: 'active' }]);
    const [sets] = await identity.asSuperuser<{ owners: string }>(
      'select count(distinct owner_id) as owners from record_sets',
    );
    expect(sets?.owners).toBe('1');
  });

  it('is refused without the code, and with a passphrase that is easy to guess', async () => {
    const { setup } = identity;
    await expect(setup.setUp({ code: 'TEST-CODE-2346', ...ada }, DEVICE)).rejects.toThrow(WrongSetupCodeError);
    const weak = { ...ada, passphrase: 'passwordpassword' };
    await expect(setup.setUp({ code: SETUP_CODE, ...weak }, DEVICE)).rejects.toThrow(WeakPassphraseError);
    expect(await members()).toEqual([]);
    expect(await setup.isRequired()).toBe(true);
  });

  it('keeps address and name from whoever reads the database', async () => {
    const { account } = await identity.setup.setUp({ code: SETUP_CODE, ...ada }, DEVICE);
    const rows = await identity.asSuperuser(
      `select to_jsonb(m)::text as row from members m union all select to_jsonb(r)::text from records r
       union all select to_jsonb(s)::text from record_sets s union all select to_jsonb(i)::text from installation i`,
    );
    expect(rows.length).toBeGreaterThan(3);
    // bytea is shown in hex.
    const text = JSON.stringify(rows);
    for (const secret of [ada.email, ada.email.split('@')[0] ?? '', ada.passphrase])
      expect(text).not.toContain(Buffer.from(secret).toString('hex'));
    expect(text).not.toContain('family.example');
    expect(text).toContain(account.id);
  });
});
