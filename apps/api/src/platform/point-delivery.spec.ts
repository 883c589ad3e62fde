import { ManualClock } from '@hearthlore/kernel/testing';
import { CollectionMissingError, VectorStoreUnavailableError } from '@hearthlore/qdrant';
import type { SyncResult } from '@hearthlore/retrieval';
import { DataKeys, KeyCache, type MemberVault } from '@hearthlore/vault';
import { aVault, InMemoryRecordSetStore } from '@hearthlore/vault/testing';
import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ForeignVectors } from './foreign-vectors.js';
import { PointDelivery } from './point-delivery.js';

const START = new Date('2026-07-01T12:00:00Z');
const SENT: SyncResult = { sent: 1, waiting: 0, gone: 0, dropped: 0 };
/** Past which keys leave memory that nobody uses, in milliseconds. */
const LONG_IDLE = 16 * 60_000;

/** A store whose runs end when the spec says so. */
class StoreOnPaper {
  readonly runs: MemberVault[] = [];
  isUp = true;
  fault: Error | undefined;
  /** Held back until called, where {@link isHeld}. */
  isHeld = false;
  readonly #held: (() => void)[] = [];
  #back: () => void = () => undefined;
  #waiting: (vault: MemberVault) => void = () => undefined;

  readonly sync = { run: (vault: MemberVault): Promise<SyncResult> => this.#run(vault) };

  async #run(vault: MemberVault): Promise<SyncResult> {
    this.runs.push(vault);
    const { fault } = this;
    if (this.isHeld) await new Promise<void>((resolve) => this.#held.push(resolve));
    if (fault instanceof CollectionMissingError) this.fault = undefined;
    if (fault !== undefined) throw fault;
    return SENT;
  }

  letGo(): void {
    this.isHeld = false;
    for (const resolve of this.#held.splice(0)) resolve();
  }

  comesBack(): void {
    this.isUp = true;
    this.fault = undefined;
    this.#back();
  }

  meetsWaiting(vault: MemberVault): void {
    this.#waiting(vault);
  }

  asForeign(): ForeignVectors {
    const isUp = (): boolean => this.isUp;
    const watch = {
      get standing() {
        return {
          kind: 'qdrant',
          isUp: isUp(),
          downSince: undefined,
          fault: undefined,
          isCircuitOpen: false,
          examination: undefined,
        } as const;
      },
    };
    const server = { whenBack: (listener: () => void) => void (this.#back = listener) };
    const signals = { whenWaiting: (listener: (vault: MemberVault) => void) => void (this.#waiting = listener) };
    const sweep = { run: () => Promise.reject(new Error('not asked for')) };
    return new ForeignVectors(watch, signals, server, { store: neverAsked, sync: this.sync, sweep });
  }
}

const neverAsked = new Proxy(Object.create(null), {
  get: () => {
    throw new Error('nobody searches here');
  },
});

beforeAll(() => Logger.overrideLogger(false));

let clock: ManualClock;
let keys: KeyCache;
let store: StoreOnPaper;
let delivery: PointDelivery;
beforeEach(() => {
  clock = new ManualClock(START);
  keys = new KeyCache(clock);
  store = new StoreOnPaper();
  delivery = new PointDelivery(keys, new DataKeys(new InMemoryRecordSetStore(), keys), store.asForeign());
  delivery.onModuleInit();
});
afterEach(() => delivery.onApplicationShutdown());

/** What was begun has come as far as it can. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function unlocks(): MemberVault {
  const vault = aVault();
  keys.put(vault);
  return vault;
}

describe('what waits for the vector store', () => {
  it('is sent when its owner unlocks, and when search meets it', async () => {
    const vault = unlocks();
    await settled();
    store.meetsWaiting(vault);
    await settled();
    expect(store.runs).toEqual([vault, vault]);
  });

  it('is sent by one run a member at a time, and once more for all who asked meanwhile', async () => {
    store.isHeld = true;
    const vault = unlocks();
    const other = unlocks();
    await settled();
    for (let times = 0; times < 5; times += 1) store.meetsWaiting(vault);
    expect(store.runs).toEqual([vault, other]);
    store.letGo();
    await settled();
    await settled();
    expect(store.runs).toEqual([vault, other, vault]);
  });

  it('is sent by the session that asked meanwhile, when the one before signs out', async () => {
    store.isHeld = true;
    const left = unlocks();
    const stays = aVault(left.ownerId);
    keys.put(stays);
    await settled();
    keys.lock(left.holderId);
    store.letGo();
    await settled();
    await settled();
    expect(store.runs).toEqual([left, stays]);
  });

  it('is sent when the store is back, and tried again where it failed, for nobody else', async () => {
    const content = unlocks();
    await settled();
    store.fault = new VectorStoreUnavailableError();
    const vault = unlocks();
    await settled();
    store.runs.length = 0;
    delivery.tryAgain();
    await settled();
    expect(store.runs).toEqual([vault]);
    store.isUp = false;
    delivery.tryAgain();
    expect(store.runs).toEqual([vault]);
    store.comesBack();
    await settled();
    expect(store.runs).toEqual([vault, content, vault]);
    delivery.tryAgain();
    await settled();
    expect(store.runs).toHaveLength(3);
  });

  it('goes into a new collection at once where the old one is gone', async () => {
    store.fault = new CollectionMissingError();
    const vault = unlocks();
    await settled();
    expect(store.runs).toEqual([vault, vault]);
    delivery.tryAgain();
    await settled();
    expect(store.runs).toHaveLength(2);
  });

  it('keeps the keys of its owner in memory while it is sent, and not by failing again and again', async () => {
    store.isHeld = true;
    const vault = unlocks();
    await settled();
    clock.advance(LONG_IDLE);
    keys.sweep();
    expect(vault.signal.aborted).toBe(false);
    store.fault = new VectorStoreUnavailableError();
    store.meetsWaiting(vault);
    store.letGo();
    await settled();
    await settled();
    for (let minute = 0; minute < 16; minute += 1) {
      clock.advance(60_000);
      delivery.tryAgain();
      await settled();
    }
    keys.sweep();
    expect(vault.signal.aborted).toBe(true);
    store.runs.length = 0;
    delivery.tryAgain();
    expect(store.runs).toEqual([]);
  });

  it('is nobody’s business where the sealed store is in use', () => {
    const listeners: unknown[] = [];
    const signals = { whenWaiting: (listener: unknown) => void listeners.push(listener) };
    const sealed = new ForeignVectors(store.asForeign().watch, signals, undefined, undefined);
    new PointDelivery(keys, new DataKeys(new InMemoryRecordSetStore(), keys), sealed).onModuleInit();
    expect(listeners).toEqual([]);
  });
});
