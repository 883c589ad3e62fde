import { type InviteId, newId, type UserId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { aVault } from '@hearthlore/vault/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ada,
  ben,
  cleo,
  type IdentityUnderTest,
  openIdentity,
  type Person,
  DEVICE,
} from '../../../../test/harness/identity.js';
import {
  AccountNotActiveError,
  EmailTakenError,
  InviteNotFoundError,
  NotAllowedError,
  WeakPassphraseError,
} from '../identity.errors.js';

const HOUR = 3_600_000;

let identity: IdentityUnderTest;
let owner: UserId;
let admin: UserId;
let member: UserId;
beforeAll(async () => {
  identity = await openIdentity();
  owner = (await identity.setsUp(ada)).account.id;
  admin = (await identity.admits(owner, ben, 'admin')).id;
  await identity.signIn.signIn({ ...ben, device: DEVICE });
  member = (await identity.admits(owner, cleo)).id;
});
afterAll(() => identity.close());

let people = 0;
const somebody = (): Person => {
  people += 1;
  return { name: 'Dora', email: `dora${people}@family.example`, passphrase: 'walnut harbor velvet sprocket tundra' };
};
const stateOf = async (id: UserId) => (await identity.accounts.get(id)).state;

describe('an invitation', () => {
  it('makes a member who is let in when the inviter has confirmed', async () => {
    const dora = somebody();
    const { id, token } = await identity.invites.create(owner, { role: 'viewer' });
    const { account, recoveryKey } = await identity.acceptance.accept({ token, ...dora });
    expect(account).toMatchObject({ name: dora.name, email: dora.email, role: 'viewer' });
    expect(account.state).toBe('awaiting-confirmation');
    expect(recoveryKey).not.toBe('');
    await identity.invites.confirm(identity.vaultOf(owner), id);
    expect(await stateOf(account.id)).toBe('active');
    const listed = (await identity.invites.list(identity.vaultOf(owner))).find((invite) => invite.id === id);
    expect(listed).toMatchObject({ role: 'viewer', acceptedBy: account.id });
    expect(listed?.confirmedAt).toBeInstanceOf(Date);
  });

  it('keeps its token out of the database', async () => {
    const { token } = await identity.invites.create(owner, { role: 'member' });
    const rows = await identity.asSuperuser<{ row: string }>('select to_jsonb(i)::text as row from invites i');
    const text = JSON.stringify(rows);
    expect(text).not.toContain(token);
    expect(text).not.toContain(Buffer.from(token).toString('hex'));
    expect(text).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
  });

  it('is used once', async () => {
    const { token } = await identity.invites.create(owner, { role: 'member' });
    await identity.acceptance.accept({ token, ...somebody() });
    await expect(identity.acceptance.accept({ token, ...somebody() })).rejects.toThrow(InviteNotFoundError);
  });

  it('is used by exactly one of two at once, and no account of the other stays', async () => {
    const { token } = await identity.invites.create(owner, { role: 'member' });
    const [one, two] = [somebody(), somebody()];
    const both = await Promise.allSettled([one, two].map((person) => identity.acceptance.accept({ token, ...person })));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((result) => result.status === 'rejected')?.reason).toBeInstanceOf(InviteNotFoundError);
    const found = await Promise.all([one, two].map(({ email }) => identity.accounts.findIdByEmail(email)));
    expect(found.filter((id) => id !== undefined)).toHaveLength(1);
  });

  it('that is bound to an address is for that address alone, however it is typed', async () => {
    const dora = somebody();
    const { token } = await identity.invites.create(owner, { role: 'member', email: dora.email });
    await expect(identity.acceptance.accept({ token, ...somebody() })).rejects.toThrow(InviteNotFoundError);
    const { account } = await identity.acceptance.accept({ token, ...dora, email: ` ${dora.email.toUpperCase()}` });
    expect(account.role).toBe('member');
  });

  it('ends after three days', async () => {
    const at = (hoursAgo: number) => identity.invitesAt(new ManualClock(new Date(Date.now() - hoursAgo * HOUR)));
    const late = await at(73).create(owner, { role: 'member' });
    await expect(identity.acceptance.accept({ token: late.token, ...somebody() })).rejects.toThrow(InviteNotFoundError);
    const just = await at(71).create(owner, { role: 'member' });
    await expect(identity.acceptance.accept({ token: just.token, ...somebody() })).resolves.toBeDefined();
  });

  it('ends when it is withdrawn, and somebody else cannot withdraw it', async () => {
    const { id, token } = await identity.invites.create(owner, { role: 'member' });
    await expect(identity.invites.withdraw(admin, id)).rejects.toThrow(InviteNotFoundError);
    await identity.invites.withdraw(owner, id);
    await expect(identity.acceptance.accept({ token, ...somebody() })).rejects.toThrow(InviteNotFoundError);
    await expect(identity.invites.withdraw(owner, id)).rejects.toThrow(InviteNotFoundError);
  });

  it.each(['', 'x', 'A'.repeat(43), `${'A'.repeat(43)}\n`])('is not opened by %j', async (token) => {
    await expect(identity.acceptance.accept({ token, ...somebody() })).rejects.toThrow(InviteNotFoundError);
  });

  it('is not used up by a weak passphrase or by an address that a member has', async () => {
    const { token } = await identity.invites.create(owner, { role: 'member' });
    const weak = { ...somebody(), passphrase: 'passwordpassword' };
    await expect(identity.acceptance.accept({ token, ...weak })).rejects.toThrow(WeakPassphraseError);
    const taken = { ...somebody(), email: ada.email.toUpperCase() };
    await expect(identity.acceptance.accept({ token, ...taken })).rejects.toThrow(EmailTakenError);
    await expect(identity.acceptance.accept({ token, ...somebody() })).resolves.toBeDefined();
  });
});

describe('who may invite', () => {
  it('is owner and admin, not member, viewer or nobody', async () => {
    const viewer = (await identity.admits(owner, somebody(), 'viewer')).id;
    for (const id of [member, viewer, newId<UserId>()]) {
      await expect(identity.invites.create(id, { role: 'member' })).rejects.toThrow(NotAllowedError);
      await expect(identity.invites.list(aVault(id))).rejects.toThrow(NotAllowedError);
      await expect(identity.invites.withdraw(id, newId<InviteId>())).rejects.toThrow(NotAllowedError);
      await expect(identity.invites.confirm(aVault(id), newId<InviteId>())).rejects.toThrow(NotAllowedError);
    }
    await expect(identity.invites.create(admin, { role: 'member' })).resolves.toBeDefined();
  });

  it('lets the owner alone invite an admin', async () => {
    await expect(identity.invites.create(admin, { role: 'admin' })).rejects.toThrow(NotAllowedError);
    await expect(identity.invites.create(owner, { role: 'admin' })).resolves.toBeDefined();
  });

  it('leaves out an admin who is disabled', async () => {
    await identity.asSuperuser(`update members set state = 'disabled' where id = $1`, [admin]);
    await expect(identity.invites.create(admin, { role: 'member' })).rejects.toThrow(NotAllowedError);
    expect(await identity.familyStore.list(admin)).toEqual([]);
    await identity.asSuperuser(`update members set state = 'active' where id = $1`, [admin]);
  });
});

describe('confirming', () => {
  it('is for whoever invited, once', async () => {
    const { inviteId, account } = await identity.accepts(owner, somebody());
    await expect(identity.invites.confirm(identity.vaultOf(admin), inviteId)).rejects.toThrow(InviteNotFoundError);
    expect(await stateOf(account.id)).toBe('awaiting-confirmation');
    await identity.invites.confirm(identity.vaultOf(owner), inviteId);
    await expect(identity.invites.confirm(identity.vaultOf(owner), inviteId)).rejects.toThrow(InviteNotFoundError);
  });

  it('needs somebody who has accepted', async () => {
    const { id } = await identity.invites.create(owner, { role: 'member' });
    await expect(identity.invites.confirm(identity.vaultOf(owner), id)).rejects.toThrow(InviteNotFoundError);
  });

  it('cannot be had by those who wait for it', async () => {
    const dora = somebody();
    const { inviteId, account } = await identity.accepts(owner, dora, 'admin');
    await expect(identity.invites.confirm(aVault(account.id), inviteId)).rejects.toThrow(NotAllowedError);
    await expect(identity.signIn.signIn({ ...dora, device: DEVICE })).rejects.toThrow(AccountNotActiveError);
  });
});
