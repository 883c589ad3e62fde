import { randomBytes } from 'node:crypto';
import { apiKeys, sessions } from '@hearthlore/database';
import { type ApiKeyId, newId, type SessionId, type UserId } from '@hearthlore/kernel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { insertMember, openAsApi, type OwnedDatabase } from '../../../../test/harness/members.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { DrizzleHolderStore } from './drizzle-holder-store.js';

const HOUR = 3_600_000;
const soon = (): Date => new Date(Date.now() + HOUR);
const past = (): Date => new Date(Date.now() - HOUR);

let opened: OwnedDatabase;
let store: DrizzleHolderStore;
beforeAll(async () => {
  opened = await openAsApi();
  store = new DrizzleHolderStore(opened.transactions);
});
afterAll(() => opened.close());

async function aSession(ownerId: UserId, { idle = soon(), absolute = soon() } = {}): Promise<SessionId> {
  const id = newId<SessionId>();
  const secrets = { sidHash: randomBytes(32), verifier: randomBytes(32) };
  const expiry = { idleExpiresAt: idle, absoluteExpiresAt: absolute };
  await opened.transactions.run(ownerId, (tx) => tx.insert(sessions).values({ id, ownerId, ...secrets, ...expiry }));
  return id;
}

async function aKey(ownerId: UserId, expiresAt: Date | null): Promise<ApiKeyId> {
  const id = newId<ApiKeyId>();
  const secrets = { keyId: randomBytes(6).toString('hex'), verifier: randomBytes(32), sealedName: randomBytes(64) };
  await opened.transactions.run(ownerId, (tx) =>
    tx.insert(apiKeys).values({ id, ownerId, ...secrets, scopes: ['search'], lastFour: 'wxyz', expiresAt }),
  );
  return id;
}

it('tells of sessions and keys that are gone or have run out, and of no others', async () => {
  const member = await insertMember(opened.transactions);
  const standing = [await aSession(member), await aKey(member, soon()), await aKey(member, null)];
  const ended = [
    await aSession(member, { idle: past() }),
    await aSession(member, { absolute: past() }),
    await aKey(member, past()),
    newId<SessionId>(),
  ];
  expect((await store.findEnded([...standing, ...ended])).sort()).toEqual(ended.sort());
});

it('tells of everything that a disabled member holds', async () => {
  const [disabled, other] = [await insertMember(opened.transactions), await insertMember(opened.transactions)];
  const held = [await aSession(disabled), await aKey(disabled, null)];
  const others = await aSession(other);
  expect(await store.findEnded([...held, others])).toEqual([]);
  await queryAsSuperuser(opened.database, `UPDATE members SET state = 'disabled' WHERE id = $1`, [disabled]);
  expect((await store.findEnded([...held, others])).sort()).toEqual(held.sort());
});
