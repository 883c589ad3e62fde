import { createHash, randomBytes } from 'node:crypto';
import { AuditAction } from '@hearthlore/audit';
import type { UserId } from '@hearthlore/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ada, DEVICE, type IdentityUnderTest, openIdentity, type Person } from '../../../../test/harness/identity.js';
import {
  AccountNotActiveError,
  EmailTakenError,
  InviteNotFoundError,
  InviteWordsDifferError,
  NotAllowedError,
} from '../identity.errors.js';

let identity: IdentityUnderTest;
let owner: UserId;
beforeAll(async () => {
  identity = await openIdentity();
  owner = (await identity.setsUp(ada)).account.id;
});
afterAll(() => identity.close());

let people = 0;
const somebody = (): Person => {
  people += 1;
  return { name: 'Dora', email: `dora${people}@family.example`, passphrase: 'walnut harbor velvet sprocket tundra' };
};
const ownerVault = () => identity.vaultOf(owner);
const sent = async (id: string) => (await identity.invites.list(ownerVault())).find((one) => one.id === id);
/** What somebody with the database in hand can do: put a key there whose private half is theirs. */
const swapKey = (id: UserId) =>
  identity.asSuperuser('update members set public_key = $2 where id = $1', [id, randomBytes(32)]);
/** Of these holders of keys, those whose time is over. */
const ended = async (holders: readonly string[]): Promise<string[]> => {
  const { rows } = await identity.pool.query<{ id: string }>('select * from find_ended($1::uuid[]) as id', [holders]);
  return rows.map(({ id }) => id);
};
const stateOf = async (id: UserId) => (await identity.accounts.get(id)).state;

describe('the six words', () => {
  it('are the same for the new member and the inviter, and others for every invitation', async () => {
    const [one, two] = [await identity.accepts(owner, somebody()), await identity.accepts(owner, somebody())];
    expect(one.words).toHaveLength(6);
    for (const word of one.words) expect(word).toMatch(/^[a-z-]+$/);
    expect((await sent(one.inviteId))?.words).toEqual(one.words);
    expect((await sent(two.inviteId))?.words).toEqual(two.words);
    expect(two.words).not.toEqual(one.words);
  });

  it('are not there before somebody has accepted', async () => {
    const { id } = await identity.invites.create(owner, { role: 'member' });
    expect(await sent(id)).toMatchObject({ words: [], isKeyChanged: false });
  });

  it('change when the key is swapped in the database before the confirmation', async () => {
    const { inviteId, account, words } = await identity.accepts(owner, somebody());
    await swapKey(account.id);
    expect((await sent(inviteId))?.words).not.toEqual(words);
    await expect(identity.invites.confirm(ownerVault(), inviteId, words)).rejects.toThrow(InviteWordsDifferError);
    expect(await stateOf(account.id)).toBe('awaiting-confirmation');
    expect(identity.audit.events).toContainEqual(
      expect.objectContaining({ action: AuditAction.inviteConfirmed, result: 'refused', objectId: account.id }),
    );
  });

  it('are taken as they are typed', async () => {
    const { inviteId, account, words } = await identity.accepts(owner, somebody());
    await identity.invites.confirm(
      ownerVault(),
      inviteId,
      words.map((word) => ` ${word.toUpperCase()} `),
    );
    expect(await stateOf(account.id)).toBe('active');
  });

  it('let in no key but the one that was read, even when it is swapped in the last moment', async () => {
    const { inviteId, account } = await identity.accepts(owner, somebody());
    const read = await identity.accountStore.findPublicKey(account.id);
    if (read === undefined) expect.unreachable();
    await swapKey(account.id);
    await expect(identity.inviteStore.confirm(owner, inviteId, read)).resolves.toBe(false);
    expect(await stateOf(account.id)).toBe('awaiting-confirmation');
  });
});

describe('a confirmed key', () => {
  it('is remembered where no database reaches, and missed when it is swapped', async () => {
    const { inviteId, account } = await identity.accepts(owner, somebody());
    await identity.invites.confirm(ownerVault(), inviteId);
    expect((await sent(inviteId))?.isKeyChanged).toBe(false);
    await swapKey(account.id);
    expect((await sent(inviteId))?.isKeyChanged).toBe(true);
    const listed = await identity.directory.get(ownerVault(), account.id);
    expect(listed.isKeyChanged).toBe(true);
    await identity.asSuperuser('update members set public_key = null where id = $1', [account.id]);
    expect((await identity.directory.get(ownerVault(), account.id)).isKeyChanged).toBe(true);
  });

  it('is remembered only together with the confirmation', async () => {
    const { inviteId, account } = await identity.accepts(owner, somebody());
    await identity.asSuperuser(`update invites set confirmed_at = now() where id = $1`, [inviteId]);
    await expect(identity.invites.confirm(ownerVault(), inviteId)).rejects.toThrow(InviteNotFoundError);
    expect([...(await identity.pins.read(ownerVault())).keys()]).not.toContain(account.id);
  });

  it('does not let those be forgotten that were confirmed before', async () => {
    const first = await identity.admits(owner, somebody());
    const second = await identity.admits(owner, somebody());
    const pinned = [...(await identity.pins.read(ownerVault())).keys()];
    expect(pinned).toEqual(expect.arrayContaining([first.id, second.id]));
  });
});

describe('somebody who has accepted and is not confirmed', () => {
  it('gets no session by any secret, and none that was there goes on', async () => {
    const dora = somebody();
    const { account } = await identity.accepts(owner, dora, 'admin');
    await expect(identity.signIn.signIn({ ...dora, device: DEVICE })).rejects.toThrow(AccountNotActiveError);
    const userRootKey = await identity.memberKeys.unlockByPassphrase(account.id, dora.passphrase);
    if (userRootKey === undefined) expect.unreachable();
    const beginning = { userRootKey, device: DEVICE, secondFactor: true };
    const { refreshToken, sessionId } = await identity.sessionKeys.start(account.id, beginning, () => undefined);
    await expect(identity.sessions.refresh(refreshToken)).rejects.toThrow(AccountNotActiveError);
    expect(identity.cache.has(sessionId)).toBe(false);
    expect(await ended([sessionId])).toEqual([sessionId]);
  });

  it('can do nothing in the database that needs a role', async () => {
    const { account, inviteId } = await identity.accepts(owner, somebody(), 'admin');
    expect(await identity.familyStore.list(account.id)).toEqual([]);
    expect(await identity.familyStore.find(account.id, owner)).toBeUndefined();
    expect(await identity.familyStore.enable(account.id, account.id)).toBe(false);
    const key = (await identity.accountStore.findPublicKey(account.id)) ?? new Uint8Array();
    expect(await identity.inviteStore.confirm(account.id, inviteId, key)).toBe(false);
    expect(await identity.inviteStore.listKeys(account.id)).toEqual([]);
    await expect(identity.invites.create(account.id, { role: 'viewer' })).rejects.toThrow(NotAllowedError);
  });

  it('is gone with the invitation when that is withdrawn; a confirmed member is not', async () => {
    const guest = somebody();
    const waiting = await identity.accepts(owner, guest);
    await identity.invites.withdraw(owner, waiting.inviteId);
    expect(
      await identity.asSuperuser('select reason from erasures where owner_id = $1 and effective_at <= now()', [
        waiting.account.id,
      ]),
    ).toEqual([{ reason: 'awaiting-confirmation' }]);
    expect(await identity.accounts.findIdByEmail(guest.email)).toBeUndefined();
    const confirmed = await identity.accepts(owner, somebody());
    await identity.invites.confirm(ownerVault(), confirmed.inviteId);
    await identity.invites.withdraw(owner, confirmed.inviteId);
    expect(await stateOf(confirmed.account.id)).toBe('active');
  });
});

describe('an invitation that is looked at', () => {
  it('tells who invited, in which role and until when', async () => {
    const { token, expiresAt } = await identity.invites.create(owner, { role: 'viewer' });
    await expect(identity.acceptance.preview(token)).resolves.toEqual({
      inviterName: ada.name,
      role: 'viewer',
      expiresAt,
    });
  });

  it('answers unknown, used, expired, withdrawn and misshapen alike', async () => {
    const used = await identity.invites.create(owner, { role: 'member' });
    await identity.acceptance.accept({ token: used.token, ...somebody() });
    const expired = await identity.invites.create(owner, { role: 'member' });
    await identity.asSuperuser('update invites set expires_at = now() where id = $1', [expired.id]);
    const withdrawn = await identity.invites.create(owner, { role: 'member' });
    await identity.invites.withdraw(owner, withdrawn.id);
    const tokens = [randomBytes(32).toString('base64url'), used.token, expired.token, withdrawn.token, 'x', ''];
    const refusals = await Promise.all(
      tokens.map((token) => identity.acceptance.preview(token).catch((error: unknown) => error)),
    );
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(InviteNotFoundError);
    expect(new Set(refusals.map((refusal) => JSON.stringify({ ...Object(refusal) }))).size).toBe(1);
  });

  it('tells of an address that a member has only to the bearer of a token', async () => {
    const taken = { ...somebody(), email: ada.email };
    const { token } = await identity.invites.create(owner, { role: 'member' });
    await expect(identity.acceptance.accept({ token: 'x', ...taken })).rejects.toThrow(InviteNotFoundError);
    await expect(identity.acceptance.accept({ token, ...taken })).rejects.toThrow(EmailTakenError);
  });

  it('is worth nothing once the inviter may not invite any more', async () => {
    const dora = somebody();
    const { id: admin } = await identity.admits(owner, dora, 'admin');
    await identity.signIn.signIn({ ...dora, device: DEVICE });
    const { token } = await identity.invites.create(admin, { role: 'member' });
    const waiting = await identity.accepts(admin, somebody());
    await identity.family.changeRole(owner, admin, 'member');
    await expect(identity.acceptance.preview(token)).rejects.toThrow(InviteNotFoundError);
    await expect(identity.acceptance.accept({ token, ...somebody() })).rejects.toThrow(InviteNotFoundError);
    await expect(identity.invites.confirm(identity.vaultOf(admin), waiting.inviteId)).rejects.toThrow(NotAllowedError);
    const key = (await identity.accountStore.findPublicKey(waiting.account.id)) ?? new Uint8Array();
    expect(await identity.inviteStore.confirm(admin, waiting.inviteId, key)).toBe(false);
  });

  it('makes nobody more than it offers, whoever writes the row', async () => {
    const { id, token } = await identity.invites.create(owner, { role: 'viewer' });
    const waiting = await identity.accepts(owner, somebody());
    const hash = createHash('sha256').update(token).digest();
    // Waiting, but for another role; and active, in the right one.
    expect(await identity.inviteStore.accept(new Uint8Array(hash), waiting.account.id)).toBeUndefined();
    await identity.asSuperuser(`update members set role = 'viewer', state = 'active' where id = $1`, [
      waiting.account.id,
    ]);
    expect(await identity.inviteStore.accept(new Uint8Array(hash), waiting.account.id)).toBeUndefined();
    expect(await sent(id)).toMatchObject({ acceptedBy: null });
  });
});
