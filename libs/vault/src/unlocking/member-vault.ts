import { dedupeHash, equalSecrets, type KeyRing, newestDataKeyVersion, wipe, wipeKeyRing } from '@hearthlore/crypto';
import type { ApiKeyId, RecordSetId, SessionId, UserId } from '@hearthlore/kernel';
import { DataKeyMissingError, StepUpRequiredError, VaultLockedError } from '../vault.errors.js';

/** Who holds a vault open: a session, or a program by its key. */
export type VaultHolderId = SessionId | ApiKeyId;

/** Where a ring was read, and which writing of it: keys may have been added since. */
export interface RingPlace {
  readonly set: RecordSetId;
  readonly revision: number;
}

/** A member's keys as they were opened. The vault takes them over and wipes them. */
export interface VaultKeys {
  readonly ring: KeyRing;
  /** Absent for a ring that is stored nowhere. */
  readonly ringPlace?: RingPlace;
  /** K_ring: opens the stored ring, and is all that the key of a program wraps. */
  readonly ringKey: Uint8Array;
  /** K_self: private key, factors, labels. A program's key does not lead to it. */
  readonly selfKey?: Uint8Array;
}

interface OpenKeys {
  ring: KeyRing;
  ringPlace: RingPlace | undefined;
  readonly ringKey: Uint8Array;
  readonly selfKey: Uint8Array | undefined;
  /** For the minutes after the member has proved again to be there. */
  stepUp: { readonly userRootKey: Uint8Array; readonly until: number } | undefined;
}

const openKeys = new WeakMap<MemberVault, OpenKeys>();

/**
 * A member's unlocked keys. It lives in memory only and ends with {@link signal}; whoever holds one may read that
 * member's content and nobody else's. The keys themselves never leave this library. [Note: Key hierarchy]
 */
export class MemberVault {
  readonly #locked = new AbortController();

  constructor(
    readonly ownerId: UserId,
    readonly holderId: VaultHolderId,
    { ring, ringPlace, ringKey, selfKey }: VaultKeys,
  ) {
    openKeys.set(this, { ring, ringPlace, ringKey, selfKey, stepUp: undefined });
  }

  /** Aborts when the vault locks: running answers, uploads and indexes of this session end then. */
  get signal(): AbortSignal {
    return this.#locked.signal;
  }

  /** Recognises the same file again for this member; another member's hash of the same bytes differs. */
  dedupeHash(content: Uint8Array): Uint8Array {
    return dedupeHash(keysOf(this).ring.dedupeKey, content);
  }

  /**
   * Keeps the user root key for what needs more than the ring: new ways in, factors, recovery. [Note: Step-up]
   *
   * @param userRootKey Copied; the caller wipes its own.
   */
  stepUp(userRootKey: Uint8Array, until: Date): void {
    const keys = keysOf(this);
    if (keys.selfKey === undefined) throw new StepUpRequiredError();
    this.endStepUp();
    keys.stepUp = { userRootKey: new Uint8Array(userRootKey), until: until.getTime() };
  }

  isSteppedUp(now: Date): boolean {
    return (openKeys.get(this)?.stepUp?.until ?? 0) > now.getTime();
  }

  /** @returns Until when the member counts as just proved, or `undefined`. */
  steppedUpUntil(now: Date): Date | undefined {
    const until = openKeys.get(this)?.stepUp?.until;
    return until !== undefined && until > now.getTime() ? new Date(until) : undefined;
  }

  endStepUp(): void {
    const keys = openKeys.get(this);
    if (keys?.stepUp === undefined) return;
    wipe(keys.stepUp.userRootKey);
    keys.stepUp = undefined;
  }

  /** Wipes the keys. Idempotent. */
  lock(): void {
    const keys = openKeys.get(this);
    if (keys === undefined) return;
    this.endStepUp();
    openKeys.delete(this);
    wipeKeyRing(keys.ring);
    wipe(keys.ringKey, ...(keys.selfKey ? [keys.selfKey] : []));
    this.#locked.abort(new VaultLockedError());
  }
}

/** @throws {VaultLockedError} once the vault is locked. */
function keysOf(vault: MemberVault): OpenKeys {
  const keys = openKeys.get(vault);
  if (keys === undefined) throw new VaultLockedError();
  return keys;
}

export interface ParentKey {
  readonly version: number;
  readonly key: Uint8Array;
}

/** Inside this library alone: the data key that seals new record sets. */
export function writingKey(vault: MemberVault): ParentKey {
  const version = newestDataKeyVersion(keysOf(vault).ring);
  return { version, key: readingKey(vault, version) };
}

/**
 * Inside this library alone: the data key of an older record set.
 *
 * @throws {DataKeyMissingError} for a version the ring lacks: it was added meanwhile, and reading the ring brings it.
 */
export function readingKey(vault: MemberVault, version: number): Uint8Array {
  const key = keysOf(vault).ring.dataKeys.get(version);
  if (key === undefined) throw new DataKeyMissingError();
  return key;
}

/**
 * Inside this library alone: the key that vectors are protected under. It is wiped with the vault and when the ring brings
 * another one, so whoever waits for something takes what it needs of it before. The same array is the same key.
 */
export function vectorKeyOf(vault: MemberVault): Uint8Array {
  return keysOf(vault).ring.vectorKey;
}

/** Inside this library alone: whether there may be sets under a key before the newest. */
export function hasOlderKeys(vault: MemberVault): boolean {
  return keysOf(vault).ring.dataKeys.size > 1;
}

/** Inside this library alone. */
export function ringKeyOf(vault: MemberVault): Uint8Array {
  return keysOf(vault).ringKey;
}

/** Inside this library alone. @throws {StepUpRequiredError} for a vault that a program's key opened. */
export function selfKeyOf(vault: MemberVault): Uint8Array {
  const { selfKey } = keysOf(vault);
  if (selfKey === undefined) throw new StepUpRequiredError();
  return selfKey;
}

/** Inside this library alone. @throws {StepUpRequiredError} unless the member has just proved to be there. */
export function userRootKeyOf(vault: MemberVault, now: Date): Uint8Array {
  const { stepUp } = keysOf(vault);
  if (stepUp === undefined || stepUp.until <= now.getTime()) throw new StepUpRequiredError();
  return stepUp.userRootKey;
}

/** Inside this library alone: `undefined` for a ring that is stored nowhere. @throws {VaultLockedError} */
export function ringPlaceOf(vault: MemberVault): RingPlace | undefined {
  return keysOf(vault).ringPlace;
}

/**
 * Inside this library alone: takes a later writing of the ring over. Keys that it shares with the one before stay where
 * they are in memory, because work that runs may hold them; keys that it lacks are wiped.
 *
 * @throws {VaultLockedError} after wiping `next`.
 */
export function replaceRing(vault: MemberVault, next: KeyRing, place: RingPlace): void {
  const keys = openKeys.get(vault);
  if (keys === undefined) {
    wipeKeyRing(next);
    throw new VaultLockedError();
  }
  const { dataKeys, dedupeKey, vectorKey: heldVectorKey } = keys.ring;
  const kept = [...next.dataKeys].map(([version, key]): [number, Uint8Array] => {
    const held = dataKeys.get(version);
    if (held !== undefined) wipe(key);
    return [version, held ?? key];
  });
  const isSameVectorKey = equalSecrets(heldVectorKey, next.vectorKey);
  wipe(next.dedupeKey, isSameVectorKey ? next.vectorKey : heldVectorKey);
  for (const [version, key] of dataKeys) if (!next.dataKeys.has(version)) wipe(key);
  keys.ring = { dataKeys: new Map(kept), dedupeKey, vectorKey: isSameVectorKey ? heldVectorKey : next.vectorKey };
  keys.ringPlace = place;
}
