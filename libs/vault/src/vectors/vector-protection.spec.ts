import { randomUUID } from 'node:crypto';
import {
  decodeKeyRing,
  deriveVectorSpaceKeys,
  encodeKeyRing,
  type KeyRing,
  newKey,
  newKeyRing,
  PointRecords,
  UnreadableCiphertextError,
  vectorGeneration,
  VectorRotation,
} from '@hearthlore/crypto';
import { newId, type RecordSetId, type SessionId, type UserId } from '@hearthlore/kernel';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemberVault, replaceRing } from '../unlocking/member-vault.js';
import { VaultLockedError } from '../vault.errors.js';
import { KeyedVectors } from './protected-vectors.js';
import { PROBE_POINT } from './vector-probe.js';
import { VectorProtection } from './vector-protection.js';

const MODEL = 'a model';
const DIMENSIONS = 64;
const SPACE = { modelId: MODEL, dimensions: DIMENSIONS };
const vector = Float32Array.from({ length: DIMENSIONS }, (_, i) => Math.sin(i * i) / 6);
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const textOf = (content: Uint8Array): string => Buffer.from(content).toString();

let ownerId: UserId;
let ring: KeyRing;
let protection: VectorProtection;

beforeEach(() => {
  ownerId = newId<UserId>();
  ring = newKeyRing();
  protection = new VectorProtection();
});

/** Another session of a member, with the ring's keys in memory of their own. */
const aVaultOf = (owner: UserId, its: KeyRing): MemberVault =>
  new MemberVault(owner, newId<SessionId>(), { ring: decodeKeyRing(encodeKeyRing(its)), ringKey: newKey() });
const open = (vault: MemberVault, by = protection) => by.open(vault, MODEL, DIMENSIONS);
const generationOf = (its: KeyRing) => vectorGeneration(its.vectorKey, SPACE);

/** @returns The ring that the vault has from then on. */
function rotate(vault: MemberVault): KeyRing {
  const next = { ...ring, vectorKey: newKey() };
  replaceRing(vault, decodeKeyRing(encodeKeyRing(next)), { set: newId<RecordSetId>(), revision: 2 });
  return next;
}

describe('the protection of a member’s vectors', () => {
  it('is derived once, however many ask for it at the same time', async () => {
    const vault = aVaultOf(ownerId, ring);
    const [first, ...others] = await Promise.all([open(vault), open(vault), open(vault)]);
    for (const other of [...others, await open(vault)]) expect(other).toBe(first);
  });

  it('is the same in every session of its member', async () => {
    const [here, there] = [
      await open(aVaultOf(ownerId, ring)),
      await open(aVaultOf(ownerId, ring), new VectorProtection()),
    ];
    expect(there.generation).toBe(here.generation);
    expect(there.protect(vector)).toEqual(here.protect(vector));
    expect(there.rotateQuery(vector)).toEqual(here.rotateQuery(vector));
    const point = randomUUID();
    expect(textOf(there.open(point, here.seal(point, bytes('a passage'))))).toBe('a passage');
  });

  it('is another one for another model or length, kept beside the first', async () => {
    const vault = aVaultOf(ownerId, ring);
    const all = [
      await open(vault),
      await protection.open(vault, 'b', DIMENSIONS),
      await protection.open(vault, MODEL, 65),
    ];
    expect(new Set(all.map(({ generation }) => generation)).size).toBe(3);
    expect(await open(vault)).toBe(all[0]);
  });

  it('opens nothing of another member, not even under the same keys', async () => {
    const [mine, theirs] = [await open(aVaultOf(ownerId, ring)), await open(aVaultOf(newId<UserId>(), ring))];
    const point = randomUUID();
    expect(() => theirs.open(point, mine.seal(point, bytes('mine')))).toThrow(UnreadableCiphertextError);
  });
});

describe('when the vault locks', () => {
  it('nothing is protected, sealed or opened any more', async () => {
    const vault = aVaultOf(ownerId, ring);
    const vectors = await open(vault);
    const point = randomUUID();
    const sealed = vectors.seal(point, bytes('mine'));
    const probe = vectors.makeProbe();
    vault.lock();
    for (const attempt of [
      () => vectors.protect(vector),
      () => vectors.rotateQuery(vector),
      () => vectors.seal(point, bytes('mine')),
      () => vectors.open(point, sealed),
      () => vectors.makeProbe(),
      () => vectors.isProbe(probe),
    ])
      expect(attempt).toThrow(VaultLockedError);
    await expect(open(vault)).rejects.toThrow(VaultLockedError);
  });

  it('whoever waits for the rotation is told so', async () => {
    const vault = aVaultOf(ownerId, ring);
    const waiting = [open(vault), open(vault)];
    vault.lock();
    for (const one of waiting) await expect(one).rejects.toThrow(VaultLockedError);
  });

  it('keys that were derived too late are wiped, and nothing comes out under them', async () => {
    const { generation, rotationKey, noiseKey, pointKey } = deriveVectorSpaceKeys(ring.vectorKey, SPACE);
    const rotation = await VectorRotation.derive(rotationKey, DIMENSIONS);
    const records = new PointRecords(pointKey, { owner: ownerId, generation });
    const late = new KeyedVectors({ generation, rotation, noiseKey, records }, AbortSignal.abort());
    expect(() => late.protect(vector)).toThrow(VaultLockedError);
    for (const key of [noiseKey, pointKey]) expect(key.every((byte) => byte === 0)).toBe(true);
    expect(() => rotation.turn(vector)).toThrow(RangeError);
  });
});

describe('when the ring is replaced', () => {
  it('by one with the same vector key, all stays as it is', async () => {
    const vault = aVaultOf(ownerId, ring);
    const before = await open(vault);
    replaceRing(vault, decodeKeyRing(encodeKeyRing(ring)), { set: newId<RecordSetId>(), revision: 2 });
    expect(await open(vault)).toBe(before);
  });

  it('by one with another, what is asked for from then on is of the next generation', async () => {
    const vault = aVaultOf(ownerId, ring);
    const before = await open(vault);
    const next = rotate(vault);
    const after = await open(vault);
    expect([before.generation, after.generation]).toEqual([generationOf(ring), generationOf(next)]);
    const point = randomUUID();
    expect(() => after.open(point, before.seal(point, bytes('old')))).toThrow(UnreadableCiphertextError);
  });

  it('work that runs goes on under the keys it began with, and ends with the vault', async () => {
    const vault = aVaultOf(ownerId, ring);
    const vectors = await open(vault);
    const [before, asked] = [vectors.protect(vector), vectors.rotateQuery(vector)];
    const point = randomUUID();
    const sealed = vectors.seal(point, bytes('begun'));
    rotate(vault);
    await open(vault);
    expect(vectors.protect(vector)).toEqual(before);
    expect(vectors.rotateQuery(vector)).toEqual(asked);
    expect(textOf(vectors.open(point, sealed))).toBe('begun');
    vault.lock();
    expect(() => vectors.protect(vector)).toThrow(VaultLockedError);
  });

  it('while the rotation is derived, everybody who waits gets the next one', async () => {
    const vault = aVaultOf(ownerId, ring);
    const waiting = [open(vault), open(vault)];
    const next = rotate(vault);
    const elsewhere = await open(aVaultOf(ownerId, next), new VectorProtection());
    for (const vectors of await Promise.all(waiting)) {
      expect(vectors.generation).toBe(generationOf(next));
      expect(vectors.protect(vector)).toEqual(elsewhere.protect(vector));
    }
  });
});

describe('a probe', () => {
  it('is recognised in any session as long as protecting gives the same', async () => {
    const [here, there] = [await open(aVaultOf(ownerId, ring)), await open(aVaultOf(ownerId, ring))];
    const probe = here.makeProbe();
    expect(here.isProbe(probe)).toBe(true);
    expect(there.isProbe(probe)).toBe(true);
  });

  it('is none of another key, of another length, or altered', async () => {
    const vault = aVaultOf(ownerId, ring);
    const vectors = await open(vault);
    const probe = vectors.makeProbe();
    const altered = new Uint8Array(probe);
    altered[40] = (altered[40] ?? 0) ^ 1;
    expect(vectors.isProbe(altered)).toBe(false);
    expect(vectors.isProbe(new Uint8Array(0))).toBe(false);
    expect(vectors.isProbe((await protection.open(vault, MODEL, 65)).makeProbe())).toBe(false);
    rotate(vault);
    expect((await open(vault)).isProbe(probe)).toBe(false);
  });

  it.each([
    [5e-7, true],
    [3e-6, false],
  ])('made where one value came out %d apart: recognised %s', async (drift, isRecognised) => {
    const vectors = await open(aVaultOf(ownerId, ring));
    const values = new Float32Array(new Uint8Array(vectors.open(PROBE_POINT, vectors.makeProbe())).buffer);
    values[7] = (values[7] ?? 0) + drift;
    expect(vectors.isProbe(vectors.seal(PROBE_POINT, new Uint8Array(values.buffer)))).toBe(isRecognised);
  });

  it('of another size under the right keys is none', async () => {
    const vectors = await open(aVaultOf(ownerId, ring));
    const content = vectors.open(PROBE_POINT, vectors.makeProbe());
    for (const other of [content.subarray(0, -4), new Uint8Array(0), Buffer.concat([content, new Uint8Array(4)])])
      expect(vectors.isProbe(vectors.seal(PROBE_POINT, other))).toBe(false);
  });
});
