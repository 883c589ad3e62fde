import {
  formatApiKey,
  newApiKeyToken,
  newKey,
  newMemberKeyPair,
  parseApiKey,
  UnreadableCiphertextError,
} from '@hearthlore/crypto';
import { SystemClock, type UserId } from '@hearthlore/kernel';
import { beforeEach, describe, expect, it } from 'vitest';
import { newAuthBundle } from '../install/install-bundles.js';
import { InMemoryApiKeyStore } from '../testing/in-memory-api-key-store.js';
import { aVault } from '../testing/vaults.js';
import { type MemberVault, ringKeyOf } from '../unlocking/member-vault.js';
import { StepUpRequiredError } from '../vault.errors.js';
import { ProgramKeys, type RecognizedProgram } from './program-keys.js';

const clock = new SystemClock();
const pair = newMemberKeyPair();
const self = { privateKey: async () => new Uint8Array(pair.privateKey) };
const READING = { name: 'Mail', scopes: ['search'], opensRing: true, seals: false, expiresAt: null };
const BRINGING = { name: 'Scanner', scopes: ['ingest'], opensRing: false, seals: true, expiresAt: null };

let store: InMemoryApiKeyStore;
let keys: ProgramKeys;
let vault: MemberVault;
beforeEach(() => {
  store = new InMemoryApiKeyStore();
  keys = new ProgramKeys(store, self, newAuthBundle(), clock);
  vault = aVault();
  vault.stepUp(newKey(), new Date(clock.now().getTime() + 60_000));
});

async function recognized(key: string): Promise<RecognizedProgram> {
  const program = await keys.recognize(key);
  if (program === undefined) throw new Error('not recognized');
  return program;
}

describe('the key of a program', () => {
  it('is issued and replaced only while the member has proved to be there', async () => {
    const { id } = await keys.issue(vault, READING);
    vault.endStepUp();
    await expect(keys.issue(vault, READING)).rejects.toThrow(StepUpRequiredError);
    await expect(keys.rotate(vault, id, READING, 0)).rejects.toThrow(StepUpRequiredError);
  });

  it('opens exactly the ring key of its member', async () => {
    const { key, id } = await keys.issue(vault, READING);
    const program = await recognized(key);
    expect(program).toMatchObject({ id, ownerId: vault.ownerId, scopes: ['search'], opensRing: true });
    expect(Buffer.from(keys.openRingKey(program)).equals(ringKeyOf(vault))).toBe(true);
  });

  it('opens nothing where it may not read', async () => {
    const program = await recognized((await keys.issue(vault, BRINGING)).key);
    expect(program.opensRing).toBe(false);
    expect(() => keys.openRingKey(program)).toThrow(TypeError);
  });

  it('knows the public key that it was made for, and takes no other', async () => {
    const program = await recognized((await keys.issue(vault, BRINGING)).key);
    expect(program.isRecipient(pair.publicKey)).toBe(true);
    expect(program.isRecipient(newMemberKeyPair().publicKey)).toBe(false);
    expect((await recognized((await keys.issue(vault, READING)).key)).isRecipient(pair.publicKey)).toBe(false);
  });

  it('is not looked up where it is malformed', async () => {
    const { key } = await keys.issue(vault, READING);
    for (const slip of [`${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`, key.slice(0, -1), '', 'hlk_'])
      expect(await keys.recognize(slip)).toBeUndefined();
    expect(store.looks).toBe(0);
  });

  it('is not recognized with another secret, unknown, or on another installation', async () => {
    const { key } = await keys.issue(vault, READING);
    const { keyId } = parseApiKey(key) ?? newApiKeyToken();
    expect(await keys.recognize(formatApiKey({ keyId, secret: newKey() }))).toBeUndefined();
    expect(await keys.recognize(formatApiKey(newApiKeyToken()))).toBeUndefined();
    expect(await new ProgramKeys(store, self, newAuthBundle(), clock).recognize(key)).toBeUndefined();
  });

  it('does not open the wrap of another key or of another member', async () => {
    const { key, id } = await keys.issue(vault, READING);
    const stored = await store.find(vault.ownerId, id);
    const other = await keys.issue(vault, READING);
    const theirs = await store.find(vault.ownerId, other.id);
    if (stored === undefined || theirs === undefined) throw new Error('not stored');
    await store.insert({ ...stored, wrapped: theirs.wrapped });
    const swapped = await recognized(key);
    expect(() => keys.openRingKey(swapped)).toThrow(UnreadableCiphertextError);
    await store.insert({ ...stored, ownerId: aVault().ownerId satisfies UserId });
    const moved = await recognized(key);
    expect(() => keys.openRingKey(moved)).toThrow(UnreadableCiphertextError);
  });

  it('is listed by the name that its member gave it', async () => {
    const { id } = await keys.issue(vault, BRINGING);
    expect(await keys.list(vault)).toEqual([expect.objectContaining({ id, name: 'Scanner', scopes: ['ingest'] })]);
  });
});
