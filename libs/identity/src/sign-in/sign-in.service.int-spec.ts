import type { UserId } from '@hearthlore/kernel';
import { SessionRevokedError, VaultLockedError } from '@hearthlore/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ada, ben, cleo, type IdentityUnderTest, openIdentity, DEVICE } from '../../../../test/harness/identity.js';
import { AccountNotActiveError, InvalidCredentialsError } from '../identity.errors.js';

let identity: IdentityUnderTest;
let owner: UserId;
beforeAll(async () => {
  identity = await openIdentity();
  owner = (await identity.setsUp(ada)).account.id;
});
afterAll(() => identity.close());

const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
const setState = (id: UserId, state: string) =>
  identity.asSuperuser('update members set state = $2 where id = $1', [id, state]);

describe('signing in', () => {
  it('opens the member’s vault and gives a token of its session', async () => {
    const { accessToken, account } = await identity.signIn.signIn({
      ...ada,
      email: `  ${ada.email.toUpperCase()} `,
      device: DEVICE,
    });
    const { userId, sessionId } = await identity.tokens.verify(accessToken);
    expect({ userId, email: account.email }).toEqual({ userId: owner, email: ada.email });
    expect(identity.cache.get(sessionId).ownerId).toBe(owner);
  });

  it('takes a passphrase as the same however its letters are encoded', async () => {
    const wide = ada.passphrase.replace('thistle', 'ｔｈｉｓｔｌｅ');
    await expect(identity.signIn.signIn({ email: ada.email, passphrase: wide, device: DEVICE })).resolves.toMatchObject(
      { account: { id: owner } },
    );
  });

  it('answers a wrong passphrase and an unknown address alike', async () => {
    const wrong = await failure(
      identity.signIn.signIn({ email: ada.email, passphrase: ben.passphrase, device: DEVICE }),
    );
    const unknown = await failure(
      identity.signIn.signIn({ email: 'nobody@family.example', passphrase: ada.passphrase, device: DEVICE }),
    );
    expect(wrong).toBeInstanceOf(InvalidCredentialsError);
    expect(unknown).toBeInstanceOf(InvalidCredentialsError);
    const shown = (error: unknown) => JSON.stringify({ ...Object(error), message: String(error) });
    expect(shown(unknown)).toBe(shown(wrong));
  });

  it('is refused until somebody has confirmed the account, and only the passphrase learns why', async () => {
    const { inviteId, account } = await identity.accepts(owner, ben);
    const refused = await failure(identity.signIn.signIn({ ...ben, device: DEVICE }));
    expect(refused).toBeInstanceOf(AccountNotActiveError);
    expect(refused).toMatchObject({ code: 'auth.awaiting-confirmation' });
    await expect(
      identity.signIn.signIn({ email: ben.email, passphrase: ada.passphrase, device: DEVICE }),
    ).rejects.toThrow(InvalidCredentialsError);
    await identity.invites.confirm(identity.vaultOf(owner), inviteId);
    await expect(identity.signIn.signIn({ ...ben, device: DEVICE })).resolves.toMatchObject({
      account: { id: account.id, state: 'active' },
    });
  });

  it('is refused to a disabled account, and so is going on with a session it has', async () => {
    const { id } = await identity.admits(owner, cleo);
    const { refreshToken } = await identity.signIn.signIn({ ...cleo, device: DEVICE });
    await setState(id, 'disabled');
    const refused = await failure(identity.signIn.signIn({ ...cleo, device: DEVICE }));
    expect(refused).toMatchObject({ code: 'auth.disabled' });
    await expect(identity.sessions.refresh(refreshToken)).rejects.toThrow(AccountNotActiveError);
    await setState(id, 'active');
  });
});

describe('a session', () => {
  it('brings the keys back with one refresh after they left memory', async () => {
    const first = await identity.signIn.signIn({ ...ada, device: DEVICE });
    const { sessionId } = await identity.tokens.verify(first.accessToken);
    identity.cache.lock(sessionId);
    expect(() => identity.cache.get(sessionId)).toThrow(VaultLockedError);
    const next = await identity.sessions.refresh(first.refreshToken);
    expect(await identity.tokens.verify(next.accessToken)).toEqual({ userId: owner, sessionId });
    expect(identity.cache.get(sessionId).ownerId).toBe(owner);
    expect(next.refreshToken).not.toBe(first.refreshToken);
  });

  it('goes on under the same vault while that is open', async () => {
    const first = await identity.signIn.signIn({ ...ada, device: DEVICE });
    const { sessionId } = await identity.tokens.verify(first.accessToken);
    const vault = identity.cache.get(sessionId);
    await identity.sessions.refresh(first.refreshToken);
    expect(identity.cache.get(sessionId)).toBe(vault);
    expect(vault.signal.aborted).toBe(false);
  });

  it('locks when a token comes back that two others have followed', async () => {
    const first = await identity.signIn.signIn({ ...ada, device: DEVICE });
    const { sessionId } = await identity.tokens.verify(first.accessToken);
    const { signal } = identity.cache.get(sessionId);
    const second = await identity.sessions.refresh(first.refreshToken);
    const third = await identity.sessions.refresh(second.refreshToken);
    await expect(identity.sessions.refresh(first.refreshToken)).rejects.toThrow(SessionRevokedError);
    expect(signal.aborted).toBe(true);
    await expect(identity.sessions.refresh(third.refreshToken)).rejects.toThrow(SessionRevokedError);
  });

  it('ends with sign-out: vault locked, work under it told, token worth nothing, other sessions untouched', async () => {
    const here = await identity.signIn.signIn({ ...ada, device: DEVICE });
    const there = await identity.signIn.signIn({ ...ada, device: DEVICE });
    const { sessionId } = await identity.tokens.verify(here.accessToken);
    const other = (await identity.tokens.verify(there.accessToken)).sessionId;
    const vault = identity.cache.get(sessionId);
    await identity.sessions.signOut(here.refreshToken);
    expect(vault.signal.aborted).toBe(true);
    expect(() => vault.dedupeHash(new Uint8Array(1))).toThrow(VaultLockedError);
    expect(() => identity.cache.get(sessionId)).toThrow(VaultLockedError);
    await expect(identity.sessions.refresh(here.refreshToken)).rejects.toThrow(SessionRevokedError);
    expect(identity.cache.get(other).signal.aborted).toBe(false);
  });

  it.each(['', 'x', 'a.b.c'])('is not opened or ended by %j', async (text) => {
    await expect(identity.sessions.refresh(text)).rejects.toThrow(SessionRevokedError);
    await expect(identity.sessions.signOut(text)).resolves.toBeUndefined();
  });
});
