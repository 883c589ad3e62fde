import { randomBytes } from 'node:crypto';
import { AuditAction } from '@hearthlore/audit';
import { newId, type UserId } from '@hearthlore/kernel';
import { SessionRevokedError } from '@hearthlore/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ada, ben, cleo, DEVICE, type IdentityUnderTest, openIdentity } from '../../../../test/harness/identity.js';
import { Profiles } from '../accounts/profiles.js';
import { AccountNotActiveError, MemberNotFoundError, MemberStateError, NotAllowedError } from '../identity.errors.js';
import { FamilyDirectory } from './family-directory.js';

let identity: IdentityUnderTest;
let owner: UserId;
let admin: UserId;
let member: UserId;
beforeAll(async () => {
  identity = await openIdentity();
  owner = (await identity.setsUp(ada)).account.id;
  admin = (await identity.admits(owner, ben, 'admin')).id;
  member = (await identity.admits(owner, cleo)).id;
  await identity.signIn.signIn({ ...ben, device: DEVICE });
});
afterAll(() => identity.close());

const signInCleo = () => identity.signIn.signIn({ ...cleo, device: DEVICE });
const lastEvent = () => identity.audit.events.at(-1);

describe('the family list', () => {
  it('shows names and addresses to owner and admin', async () => {
    for (const id of [owner, admin]) {
      const listed = await identity.directory.list(identity.vaultOf(id));
      expect(listed.map(({ email }) => email)).toEqual([ada.email, ben.email, cleo.email]);
      expect(listed.every(({ needsRecovery }) => !needsRecovery)).toBe(true);
    }
  });

  it('is refused to a member', async () => {
    await signInCleo();
    await expect(identity.directory.list(identity.vaultOf(member))).rejects.toThrow(NotAllowedError);
  });

  it('shows everybody although profiles do not open any more, as after the loss of the master key', async () => {
    const profiles = new Profiles(identity.recordSetStore, {
      ...identity.auth,
      profileKey: new Uint8Array(randomBytes(32)),
    });
    const directory = new FamilyDirectory(identity.familyStore, profiles, identity.pins);
    const listed = await directory.list(identity.vaultOf(owner));
    expect(listed.map(({ id }) => id)).toEqual([owner, admin, member]);
    for (const one of listed) expect(one).toMatchObject({ name: '', email: '', needsRecovery: true });
  });

  it('tells on which day somebody was last here, and no more', async () => {
    await signInCleo();
    const { lastSeenOn } = await identity.directory.get(identity.vaultOf(owner), member);
    if (lastSeenOn === null) expect.unreachable();
    expect(lastSeenOn.getTime() % 86_400_000).toBe(0);
    expect(Date.now() - lastSeenOn.getTime()).toBeLessThan(2 * 86_400_000);
  });

  it('notes the day once a day', async () => {
    const versionOf = async () =>
      (
        await identity.asSuperuser<{ version: string }>('select xmin::text as version from members where id = $1', [
          member,
        ])
      )[0];
    const first = await signInCleo();
    const before = await versionOf();
    await identity.sessions.refresh(first.refreshToken);
    expect(await versionOf()).toEqual(before);
    await identity.asSuperuser(`update members set last_seen_on = last_seen_on - interval '1 day' where id = $1`, [
      member,
    ]);
    const yesterday = await versionOf();
    await identity.sessions.refresh((await signInCleo()).refreshToken);
    expect(await versionOf()).not.toEqual(yesterday);
  });
});

describe('disabling a member', () => {
  it('ends everything that is open, keeps everything that is stored, and is written down', async () => {
    const { refreshToken } = await signInCleo();
    const vault = identity.vaultOf(member);
    await identity.family.disable(admin, member);
    expect(vault.signal.aborted).toBe(true);
    expect(identity.cache.vaultsOf(member)).toEqual([]);
    await expect(identity.sessions.refresh(refreshToken)).rejects.toThrow(SessionRevokedError);
    expect(lastEvent()).toMatchObject({ action: AuditAction.memberDisabled, actorId: admin, objectId: member });
    await expect(signInCleo()).rejects.toThrow(AccountNotActiveError);
    await identity.family.enable(owner, member);
    expect(lastEvent()).toMatchObject({ action: AuditAction.memberEnabled, actorId: owner, objectId: member });
    await expect(identity.sessions.refresh(refreshToken)).rejects.toThrow(SessionRevokedError);
    await expect(signInCleo()).resolves.toMatchObject({ account: { state: 'active' } });
  });

  it('is nobody’s for the owner, and no admin’s for an admin', async () => {
    for (const target of [owner, admin]) {
      await expect(identity.family.disable(admin, target)).rejects.toThrow(NotAllowedError);
      await expect(identity.family.endSessions(admin, target)).rejects.toThrow(NotAllowedError);
      await expect(identity.family.assertManageable(admin, target)).rejects.toThrow(NotAllowedError);
    }
    await expect(identity.family.disable(owner, owner)).rejects.toThrow(NotAllowedError);
    await expect(identity.family.disable(member, admin)).rejects.toThrow(NotAllowedError);
    await expect(identity.family.disable(admin, newId<UserId>())).rejects.toThrow(MemberNotFoundError);
  });

  it('does not let in who was never confirmed', async () => {
    const dora = { name: 'Dora', email: 'dora@family.example', passphrase: 'walnut harbor velvet sprocket tundra' };
    const { account } = await identity.accepts(owner, dora);
    await expect(identity.family.enable(owner, account.id)).rejects.toThrow(MemberStateError);
    await expect(identity.family.disable(owner, account.id)).rejects.toThrow(MemberStateError);
  });
});

describe('ending a member’s sessions', () => {
  it('signs out everywhere and leaves the account as it is', async () => {
    const { refreshToken } = await signInCleo();
    await identity.family.endSessions(owner, member);
    await expect(identity.sessions.refresh(refreshToken)).rejects.toThrow(SessionRevokedError);
    expect(identity.cache.vaultsOf(member)).toEqual([]);
    expect(lastEvent()).toMatchObject({ action: AuditAction.memberSessionsEnded, objectId: member });
    await expect(signInCleo()).resolves.toBeDefined();
  });
});

describe('changing a role', () => {
  it('is the owner’s, is written down, and the member is told', async () => {
    await expect(identity.family.changeRole(admin, member, 'viewer')).rejects.toThrow(NotAllowedError);
    await expect(identity.family.changeRole(owner, owner, 'member')).rejects.toThrow(NotAllowedError);
    await identity.roles.standing(member);
    await identity.family.changeRole(owner, member, 'viewer');
    expect(await identity.roles.standing(member)).toMatchObject({ role: 'viewer' });
    expect(lastEvent()).toMatchObject({ action: AuditAction.memberRoleChanged, actorId: owner, objectId: member });
    expect((await identity.notices.list(member)).map(({ kind }) => kind)).toContain('role-changed');
    await identity.family.changeRole(owner, member, 'member');
  });

  it('hands the house over, and back', async () => {
    await expect(identity.family.transferOwnership(admin, member)).rejects.toThrow(NotAllowedError);
    await expect(identity.family.transferOwnership(owner, owner)).rejects.toThrow(MemberStateError);
    await identity.family.transferOwnership(owner, member);
    expect((await identity.accounts.get(member)).role).toBe('owner');
    expect((await identity.accounts.get(owner)).role).toBe('admin');
    await identity.family.transferOwnership(member, owner);
    expect((await identity.accounts.get(owner)).role).toBe('owner');
    await identity.family.changeRole(owner, member, 'member');
  });
});

describe('limits', () => {
  const limits = { storedBytes: 10, documents: 2, questionsPerDay: 3, tokensPerDay: 4 };

  it('are set for those below, and the own ones by the owner alone', async () => {
    await identity.family.setLimits(admin, member, limits);
    expect(await identity.quotas.limitsOf(member)).toEqual(limits);
    expect(lastEvent()).toMatchObject({ action: AuditAction.memberLimitsChanged, actorId: admin, objectId: member });
    await identity.family.setLimits(owner, owner, limits);
    await expect(identity.family.setLimits(admin, admin, limits)).rejects.toThrow(NotAllowedError);
    await expect(identity.family.setLimits(admin, owner, limits)).rejects.toThrow(NotAllowedError);
  });
});

describe('a name', () => {
  it('is the member’s own to change', async () => {
    const renamed = await identity.accounts.rename(member, '  Cleopatra ');
    expect(renamed).toMatchObject({ name: 'Cleopatra', email: cleo.email });
    expect((await identity.directory.get(identity.vaultOf(owner), member)).name).toBe('Cleopatra');
  });
});
