import { createHash, randomBytes } from 'node:crypto';
import { UnreadableCiphertextError } from '@hearthlore/crypto';
import type { UserId } from '@hearthlore/kernel';
import { RecordsTamperedError } from '@hearthlore/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ada, ben, type IdentityUnderTest, openIdentity } from '../../../../test/harness/identity.js';
import { Profiles } from './profiles.js';

let identity: IdentityUnderTest;
let owner: UserId;
let member: UserId;
beforeAll(async () => {
  identity = await openIdentity();
  owner = (await identity.setsUp(ada)).account.id;
  member = (await identity.admits(owner, ben)).id;
});
afterAll(() => identity.close());

const profileOf = async (id: UserId) => (await identity.accountStore.find(id))?.profileSet ?? expect.unreachable();

describe('a profile', () => {
  it('opens with the installation’s profile key', async () => {
    const profiles = new Profiles(identity.recordSetStore, identity.auth);
    await expect(profiles.read(owner, await profileOf(owner))).resolves.toEqual({ name: ada.name, email: ada.email });
  });

  it('opens with no other key', async () => {
    const stranger = { ...identity.auth, profileKey: new Uint8Array(randomBytes(32)) };
    const profiles = new Profiles(identity.recordSetStore, stranger);
    await expect(profiles.read(owner, await profileOf(owner))).rejects.toThrow(RecordsTamperedError);
    const [row] = await identity.familyStore.list(owner);
    if (row?.profile === undefined) expect.unreachable();
    const { profile } = row;
    expect(() => profiles.open(owner, profile)).toThrow(RecordsTamperedError);
    expect(profiles.openIfPossible(owner, profile)).toBeUndefined();
    expect(profiles.openIfPossible(owner, undefined)).toBeUndefined();
  });

  it('does not open under another member’s id', async () => {
    const rows = await identity.familyStore.list(owner);
    const [adas, bens] = [owner, member].map((one) => rows.find(({ id }) => id === one)?.profile);
    if (adas === undefined || bens === undefined) expect.unreachable();
    const profiles = new Profiles(identity.recordSetStore, identity.auth);
    expect(profiles.open(member, bens)).toEqual({ name: ben.name, email: ben.email });
    expect(() => profiles.open(member, adas)).toThrow(RecordsTamperedError);
    expect(() => profiles.open(owner, { ...adas, sealed: bens.sealed })).toThrow(UnreadableCiphertextError);
  });

  it('is looked up by a keyed hash: the address alone does not find the row', async () => {
    const [row] = await identity.asSuperuser<{ email_hash: Buffer }>('select email_hash from members where id = $1', [
      owner,
    ]);
    expect(Buffer.from(identity.accounts.emailHash(ada.email)).equals(row?.email_hash ?? Buffer.alloc(0))).toBe(true);
    const plain = createHash('sha256').update(ada.email).digest();
    expect(row?.email_hash.equals(plain)).toBe(false);
  });
});
