import { newKey } from '@hearthlore/crypto';
import { SystemClock } from '@hearthlore/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { newAuthBundle } from '../install/install-bundles.js';
import { openAuthBundle, openOpsBundle } from '../install/install-secrets.js';
import { SessionKeys } from '../sessions/session-keys.js';
import { SessionRevokedError, WrongMasterKeyError } from '../vault.errors.js';
import { DrizzleInstallBundleStore } from './drizzle-install-bundle-store.js';
import { DrizzleSessionStore } from './drizzle-session-store.js';

let opened: OwnedDatabase;
beforeAll(async () => {
  opened = await openAsApi();
});
afterAll(() => opened.close());

describe('the installation’s secrets in PostgreSQL', () => {
  it('are made once, however many processes start, and open with the right master key alone', async () => {
    const store = new DrizzleInstallBundleStore(opened.transactions);
    const masterKey = newKey();
    const bundles = await Promise.all(Array.from({ length: 4 }, () => openAuthBundle(store, masterKey)));
    expect(new Set(bundles.map(({ tokenKey }) => Buffer.from(tokenKey).toString('hex'))).size).toBe(1);
    await expect(openAuthBundle(store, newKey())).rejects.toThrow(WrongMasterKeyError);
    // The master key is not the worker's key: handed to the wrong process it opens nothing there.
    await expect(openOpsBundle(store, masterKey)).rejects.toThrow(WrongMasterKeyError);
  });
});

describe('sessions in PostgreSQL', () => {
  it('survive twenty tabs that refresh at once, and notice an old token', async () => {
    const keys = new SessionKeys(new DrizzleSessionStore(opened.transactions), newAuthBundle(), new SystemClock());
    const session = await keys.start(
      await insertMember(opened.transactions),
      { userRootKey: newKey(), device: 'Firefox on Linux', secondFactor: false },
      () => undefined,
    );
    const reused: string[] = [];
    const refresh = (token: string) => keys.refresh(token, ({ id }) => reused.push(id));
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(session.refreshToken)));
    expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    expect(reused).toEqual([]);
    await refresh((answers[0] ?? session).refreshToken);
    await expect(refresh(session.refreshToken)).rejects.toThrow(SessionRevokedError);
    expect(reused).toEqual([session.sessionId]);
  });
});
