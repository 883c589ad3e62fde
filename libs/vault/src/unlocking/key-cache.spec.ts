import { newId, type SessionId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { describe, expect, it } from 'vitest';
import { aVault } from '../testing/vaults.js';
import { VaultLockedError } from '../vault.errors.js';
import { ABSOLUTE_LIMIT, IDLE_LIMIT, KeyCache } from './key-cache.js';

function aCache() {
  const clock = new ManualClock();
  const cache = new KeyCache(clock);
  const vault = aVault();
  cache.put(vault);
  return { clock, cache, vault };
}

describe('the key cache', () => {
  it('gives a session its vault and an unknown session nothing', () => {
    const { cache, vault } = aCache();
    expect(cache.get(vault.holderId)).toBe(vault);
    expect(() => cache.get(newId<SessionId>())).toThrow(VaultLockedError);
  });

  it('locks after the idle limit, counted from the last use', () => {
    const { clock, cache, vault } = aCache();
    clock.advance(IDLE_LIMIT - 1);
    cache.get(vault.holderId);
    clock.advance(IDLE_LIMIT - 1);
    cache.get(vault.holderId);
    clock.advance(IDLE_LIMIT);
    expect(() => cache.get(vault.holderId)).toThrow(VaultLockedError);
    expect(vault.signal.aborted).toBe(true);
  });

  it('does not say that it has what is past its limit', () => {
    const { clock, cache, vault } = aCache();
    expect(cache.has(vault.holderId)).toBe(true);
    clock.advance(IDLE_LIMIT);
    expect(cache.has(vault.holderId)).toBe(false);
  });

  it('keeps a leased vault past the idle limit, not past the absolute one', () => {
    const { clock, cache, vault } = aCache();
    const release = cache.lease(vault);
    clock.advance(ABSOLUTE_LIMIT - 1);
    cache.sweep();
    expect(vault.signal.aborted).toBe(false);
    release();
    release();
    cache.get(vault.holderId);
    clock.advance(1);
    cache.sweep();
    expect(vault.signal.aborted).toBe(true);
  });

  it('locks at sign-out, whatever is leased, and all sessions of a member at once', () => {
    const { cache, vault } = aCache();
    const second = aVault(vault.ownerId);
    const other = aVault();
    cache.put(second);
    cache.put(other);
    cache.lease(vault);
    cache.lockOwner(vault.ownerId);
    expect([vault, second, other].map((one) => one.signal.aborted)).toEqual([true, true, false]);
    expect(() => cache.lease(vault)).toThrow(VaultLockedError);
  });

  it('tells of vaults whose session is over, while they are still open, and of no others', () => {
    const { clock, cache, vault } = aCache();
    const told: [string, boolean][] = [];
    cache.whenEnded(({ holderId, signal }) => told.push([holderId, signal.aborted]));
    cache.lock(vault.holderId);
    cache.lock(vault.holderId);
    expect(told).toEqual([[vault.holderId, false]]);
    cache.put(aVault());
    clock.advance(IDLE_LIMIT);
    cache.sweep();
    cache.put(aVault());
    cache.lockAll();
    expect(told).toHaveLength(1);
  });
});
