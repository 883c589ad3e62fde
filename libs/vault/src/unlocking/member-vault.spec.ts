import { decodeKeyRing, encodeKeyRing, type KeyRing, newKey, newKeyRing } from '@hearthlore/crypto';
import { newId, type RecordSetId, type UserId } from '@hearthlore/kernel';
import { describe, expect, it } from 'vitest';
import { aVault } from '../testing/vaults.js';
import { StepUpRequiredError, VaultLockedError } from '../vault.errors.js';
import { MemberVault, replaceRing, userRootKeyOf, vectorKeyOf } from './member-vault.js';

const at = (minute: number): Date => new Date(Date.UTC(2030, 0, 1, 12, minute));

describe('a step-up', () => {
  it('gives the root key for its minutes and not a moment longer', () => {
    const vault = aVault();
    const rootKey = newKey();
    expect(() => userRootKeyOf(vault, at(0))).toThrow(StepUpRequiredError);
    vault.stepUp(rootKey, at(5));
    expect(userRootKeyOf(vault, at(4))).toEqual(rootKey);
    expect(vault.isSteppedUp(at(4))).toBe(true);
    expect(vault.isSteppedUp(at(5))).toBe(false);
    expect(() => userRootKeyOf(vault, at(5))).toThrow(StepUpRequiredError);
  });

  it('ends with its wiping, and with the vault', () => {
    const vault = aVault();
    vault.stepUp(newKey(), at(5));
    const held = userRootKeyOf(vault, at(0));
    vault.endStepUp();
    expect(held.every((byte) => byte === 0)).toBe(true);
    expect(vault.isSteppedUp(at(0))).toBe(false);
    vault.stepUp(newKey(), at(5));
    vault.lock();
    expect(vault.isSteppedUp(at(0))).toBe(false);
  });

  it('is nothing that the key of a program can do', () => {
    const ring = { dataKeys: new Map(), dedupeKey: newKey(), vectorKey: newKey() };
    const vault = new MemberVault(newId<UserId>(), newId(), { ring, ringKey: newKey() });
    expect(() => vault.stepUp(newKey(), at(5))).toThrow(StepUpRequiredError);
  });
});

describe('a ring that takes the place of another', () => {
  const place = { set: newId<RecordSetId>(), revision: 2 };
  const again = (ring: KeyRing): KeyRing => decodeKeyRing(encodeKeyRing(ring));
  const isWiped = (key: Uint8Array): boolean => key.every((byte) => byte === 0);
  const opened = (ring: KeyRing) => new MemberVault(newId<UserId>(), newId(), { ring, ringKey: newKey() });

  it('keeps the vector key where it is if it brings the same one', () => {
    const ring = newKeyRing();
    const vault = opened(ring);
    const next = again(ring);
    replaceRing(vault, next, place);
    expect(vectorKeyOf(vault)).toBe(ring.vectorKey);
    expect(isWiped(ring.vectorKey)).toBe(false);
    expect(isWiped(next.vectorKey)).toBe(true);
  });

  it('brings its own vector key if it is another, and wipes the one before', () => {
    const ring = newKeyRing();
    const vault = opened(ring);
    const next = { ...again(ring), vectorKey: newKey() };
    replaceRing(vault, next, place);
    expect(vectorKeyOf(vault)).toBe(next.vectorKey);
    expect(isWiped(next.vectorKey)).toBe(false);
    expect(isWiped(ring.vectorKey)).toBe(true);
    vault.lock();
    expect(isWiped(next.vectorKey)).toBe(true);
    expect(() => vectorKeyOf(vault)).toThrow(VaultLockedError);
  });
});
