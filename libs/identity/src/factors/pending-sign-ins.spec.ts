import { randomBytes } from 'node:crypto';
import { Clock, newId, type UserId } from '@hearthlore/kernel';
import { beforeEach, describe, expect, it } from 'vitest';
import { PendingSignIns } from './pending-sign-ins.js';

class HandClock extends Clock {
  time = Date.UTC(2026, 10, 21);
  override now(): Date {
    return new Date(this.time);
  }
}

const MINUTE = 60_000;
const never = (): Promise<never> => Promise.reject(new Error('completed'));
const aKey = (): Uint8Array => new Uint8Array(randomBytes(32));
const isWiped = (key: Uint8Array): boolean => key.every((byte) => byte === 0);

let clock: HandClock;
let pending: PendingSignIns;
beforeEach(() => {
  clock = new HandClock();
  pending = new PendingSignIns(clock);
});

const holds = (ownerId: UserId = newId()) => {
  const userRootKey = aKey();
  return { ownerId, userRootKey, challenge: pending.hold({ ownerId, userRootKey, complete: never }) };
};

describe('a sign-in that waits for its code', () => {
  it('is found by its challenge, and taken once', () => {
    const { challenge, userRootKey } = holds();
    expect(Buffer.from(challenge, 'base64url')).toHaveLength(32);
    expect(pending.find('x')).toBeUndefined();
    expect(pending.find(challenge)?.userRootKey).toBe(userRootKey);
    expect(pending.take(challenge)?.userRootKey).toBe(userRootKey);
    expect(pending.take(challenge)).toBeUndefined();
    expect(isWiped(userRootKey)).toBe(false);
  });

  it('ends after five minutes, and its key is wiped', () => {
    const { challenge, userRootKey } = holds();
    clock.time += 5 * MINUTE - 1;
    expect(pending.find(challenge)).toBeDefined();
    clock.time += 1;
    pending.sweep();
    expect(isWiped(userRootKey)).toBe(true);
    expect(pending.find(challenge)).toBeUndefined();
  });

  it('makes room for the member’s sixth, and nobody else’s does', () => {
    const ownerId = newId<UserId>();
    const first = holds(ownerId);
    const others = Array.from({ length: 4 }, () => holds(ownerId));
    const stranger = holds();
    expect(isWiped(first.userRootKey)).toBe(false);
    holds(ownerId);
    expect(isWiped(first.userRootKey)).toBe(true);
    for (const { challenge } of [...others, stranger]) expect(pending.find(challenge)).toBeDefined();
  });

  it('makes room when a thousand wait', () => {
    const [first, second] = Array.from({ length: 1000 }, () => holds());
    holds();
    expect(first !== undefined && isWiped(first.userRootKey)).toBe(true);
    expect(second !== undefined && isWiped(second.userRootKey)).toBe(false);
  });

  it('is forgotten with all others of the member', () => {
    const ownerId = newId<UserId>();
    const [one, two, stranger] = [holds(ownerId), holds(ownerId), holds()];
    pending.forget(ownerId);
    expect([one, two, stranger].map(({ userRootKey }) => isWiped(userRootKey))).toEqual([true, true, false]);
  });
});
