import {
  AppError,
  type DocumentId,
  type Id,
  type MemberJobId,
  newId,
  SystemClock,
  type UserId,
} from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { KeyCache, type MemberVault } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { DrizzleMemberJobStore } from '../adapters/drizzle-member-job-store.js';
import type { MemberJobHandler, MemberJobRun, MemberJobState } from './member-job.js';
import { type MemberJobEvent, MemberJobs } from './member-jobs.js';

let opened: OwnedDatabase;
let ownerId: UserId;
beforeAll(async () => {
  Logger.overrideLogger(false);
  opened = await openAsApi();
});
afterAll(() => opened.close());
beforeEach(async () => {
  ownerId = await insertMember(opened.transactions);
});

/** Its database is away when a job ends, and when that is answered by letting the job go. */
class InterruptedStore extends DrizzleMemberJobStore {
  #refusals = 2;

  override finish(...args: Parameters<DrizzleMemberJobStore['finish']>) {
    return this.#isAway() ? Promise.reject(new Error('no database')) : super.finish(...args);
  }

  override release(...args: Parameters<DrizzleMemberJobStore['release']>) {
    return this.#isAway() ? Promise.reject(new Error('no database')) : super.release(...args);
  }

  #isAway(): boolean {
    this.#refusals -= 1;
    return this.#refusals >= 0;
  }
}

/** One run of the api process. */
function aBoot(Store = DrizzleMemberJobStore) {
  const clock = new ManualClock();
  const keys = new KeyCache(clock);
  const heard: MemberJobEvent[] = [];
  const events = { publish: (_: UserId, event: MemberJobEvent) => void heard.push(event) };
  const store = new Store(opened.transactions, newId<Id<'boot'>>());
  const jobs = new MemberJobs(store, keys, events, new SystemClock(), 1);
  jobs.start();
  const unlock = (): MemberVault => {
    const vault = aVault(ownerId);
    keys.put(vault);
    return vault;
  };
  return { clock, keys, jobs, heard, unlock };
}

/** A handler that stays at it until it is let go, and says how it is run. */
function aHandler() {
  const begun: MemberJobRun[] = [];
  const gate = Promise.withResolvers<void>();
  const handle: MemberJobHandler = async (_vault, _job, run) => {
    begun.push(run);
    await Promise.race([
      gate.promise,
      new Promise((_, reject) => run.signal.addEventListener('abort', () => reject(run.signal.reason))),
    ]);
    run.signal.throwIfAborted();
    return { done: 1 };
  };
  return { handle, begun, finish: () => gate.resolve() };
}

class WontDo extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'test.wont';
}

async function ends(boot: ReturnType<typeof aBoot>, id: MemberJobId, state: MemberJobState): Promise<void> {
  await expect.poll(async () => (await boot.jobs.get(ownerId, id)).state).toBe(state);
}

describe('a job that needs keys', () => {
  it('waits for its owner, and is done at the unlock', async () => {
    const boot = aBoot();
    boot.jobs.register('reindex', async (_vault, _job, run) => {
      await run.progress(40, 'reindex.words');
      return { documents: 1 };
    });
    const id = await boot.jobs.request(ownerId, 'reindex', newId<DocumentId>());
    await boot.jobs.settled(ownerId);
    expect(await boot.jobs.get(ownerId, id)).toMatchObject({ state: 'awaiting-unlock', attempts: 0 });
    boot.unlock();
    await ends(boot, id, 'completed');
    expect(await boot.jobs.get(ownerId, id)).toMatchObject({ progress: 100, counts: { documents: 1 }, error: null });
    expect(boot.heard.map(({ state, progress }) => [state, progress])).toEqual([
      ['awaiting-unlock', 0],
      ['active', 0],
      ['active', 40],
      ['completed', 100],
    ]);
  });

  it('keeps the keys from leaving for idleness, and lets them go afterwards', async () => {
    const boot = aBoot();
    const { handle, begun, finish } = aHandler();
    boot.jobs.register('reindex', handle);
    const vault = boot.unlock();
    const id = await boot.jobs.request(ownerId, 'reindex');
    await expect.poll(() => begun.length).toBe(1);
    boot.clock.advance(3_600_000);
    expect(boot.keys.has(vault.holderId)).toBe(true);
    finish();
    await ends(boot, id, 'completed');
    await boot.jobs.settled(ownerId);
    boot.clock.advance(3_600_000);
    expect(boot.keys.has(vault.holderId)).toBe(false);
  });

  it('waits again when its owner signs out, without that being a failed try', async () => {
    const boot = aBoot();
    const { handle, begun, finish } = aHandler();
    boot.jobs.register('reindex', handle);
    const id = await boot.jobs.request(ownerId, 'reindex');
    for (let time = 1; time <= 4; time += 1) {
      const vault = boot.unlock();
      await expect.poll(() => begun.length).toBe(time);
      boot.keys.lock(vault.holderId);
      await ends(boot, id, 'awaiting-unlock');
    }
    expect((await boot.jobs.get(ownerId, id)).attempts).toBe(0);
    finish();
    boot.unlock();
    await ends(boot, id, 'completed');
  });

  it('goes on with the keys of another device of the same member', async () => {
    const boot = aBoot();
    const { handle, begun, finish } = aHandler();
    boot.jobs.register('import', handle, { interruptedCode: () => 'test.interrupted' });
    const phone = boot.unlock();
    boot.unlock();
    const id = await boot.jobs.request(ownerId, 'import');
    await expect.poll(() => begun.length).toBe(1);
    boot.keys.lock(phone.holderId);
    await expect.poll(() => begun.length).toBe(2);
    finish();
    await ends(boot, id, 'completed');
  });

  it('fails with its code at the sign-out where it cannot go on later, and is cleared away', async () => {
    const boot = aBoot();
    const cleared: string[] = [];
    const { handle, begun } = aHandler();
    boot.jobs.register('import', handle, {
      interruptedCode: () => 'test.interrupted',
      afterFailure: async (_, { id }) => void cleared.push(id),
    });
    const vault = boot.unlock();
    const id = await boot.jobs.request(ownerId, 'import');
    await expect.poll(() => begun.length).toBe(1);
    boot.keys.lock(vault.holderId);
    await ends(boot, id, 'failed');
    expect((await boot.jobs.get(ownerId, id)).error).toBe('test.interrupted');
    expect(cleared).toEqual([id]);
  });

  it('is taken up by the next process when the one before ended in the middle', async () => {
    const before = aBoot();
    const stuck = aHandler();
    before.jobs.register('reindex', stuck.handle);
    before.unlock();
    const id = await before.jobs.request(ownerId, 'reindex');
    await expect.poll(() => stuck.begun.length).toBe(1);
    const next = aBoot();
    next.jobs.register('reindex', async () => undefined);
    expect((await next.jobs.get(ownerId, id)).state).toBe('awaiting-unlock');
    next.unlock();
    await ends(next, id, 'completed');
    // What the old one still says changes nothing.
    stuck.finish();
    await before.jobs.settled(ownerId);
    expect((await next.jobs.get(ownerId, id)).counts).toBeNull();
  });

  it('is begun again where the database was away when it ended', async () => {
    const boot = aBoot(InterruptedStore);
    let tries = 0;
    boot.jobs.register('reindex', async () => void (tries += 1));
    boot.unlock();
    const id = await boot.jobs.request(ownerId, 'reindex');
    await ends(boot, id, 'completed');
    expect(tries).toBe(2);
  });

  it('that ends its process each time is not begun for ever', async () => {
    let id: MemberJobId | undefined;
    let begun = 0;
    for (let boot = 1; boot <= 5; boot += 1) {
      const { jobs, unlock } = aBoot();
      jobs.register('reindex', async () => {
        begun += 1;
        return new Promise(() => undefined);
      });
      id ??= await jobs.request(ownerId, 'reindex');
      const known = id;
      unlock();
      const wanted = Math.min(boot, 3);
      await expect
        .poll(async () => [begun, (await jobs.get(ownerId, known)).state])
        .toEqual([wanted, boot <= 3 ? 'active' : 'failed']);
    }
  });

  it('is tried three times where it fails for no reason of its own, and once where it has one', async () => {
    const boot = aBoot();
    let tries = 0;
    boot.jobs.register('reindex', async () => {
      tries += 1;
      throw new TypeError('secret of a document');
    });
    boot.jobs.register('export', async () => {
      throw new WontDo('no');
    });
    boot.unlock();
    const id = await boot.jobs.request(ownerId, 'reindex');
    await ends(boot, id, 'failed');
    expect(tries).toBe(3);
    expect(await boot.jobs.get(ownerId, id)).toMatchObject({ error: 'job.failed', attempts: 3 });
    const refused = await boot.jobs.request(ownerId, 'export');
    await ends(boot, refused, 'failed');
    expect(await boot.jobs.get(ownerId, refused)).toMatchObject({ error: 'test.wont', attempts: 1 });
    expect(JSON.stringify(boot.heard)).not.toContain('secret');
  });

  it('ends when it is cancelled, under way or waiting, and stays cancelled', async () => {
    const boot = aBoot();
    const cleared: string[] = [];
    const { handle, begun, finish } = aHandler();
    boot.jobs.register('export', handle, { afterFailure: async (_, { id }) => void cleared.push(id) });
    const waiting = await boot.jobs.request(ownerId, 'export', newId<DocumentId>());
    await boot.jobs.cancel(ownerId, waiting);
    boot.unlock();
    const running = await boot.jobs.request(ownerId, 'export', newId<DocumentId>());
    await expect.poll(() => begun.length).toBe(1);
    expect((await boot.jobs.cancel(ownerId, running)).state).toBe('cancelled');
    expect(begun[0]?.signal.aborted).toBe(true);
    finish();
    await boot.jobs.settled(ownerId);
    for (const id of [waiting, running]) expect((await boot.jobs.get(ownerId, id)).state).toBe('cancelled');
    expect(cleared).toEqual([waiting, running]);
  });

  it('is one for one thing, however often it is asked for', async () => {
    const boot = aBoot();
    const about = newId<DocumentId>();
    const id = await boot.jobs.request(ownerId, 'reindex', about);
    expect(await boot.jobs.request(ownerId, 'reindex', about)).toBe(id);
    expect(await boot.jobs.request(ownerId, 'reindex', newId<DocumentId>())).not.toBe(id);
  });

  it('is nobody else’s to see or cancel', async () => {
    const boot = aBoot();
    const id = await boot.jobs.request(ownerId, 'reindex');
    const stranger = await insertMember(opened.transactions);
    await expect(boot.jobs.get(stranger, id)).rejects.toThrow('No such job');
    await expect(boot.jobs.cancel(stranger, id)).rejects.toThrow('No such job');
    expect(await boot.jobs.list(stranger)).toEqual([]);
    expect((await boot.jobs.get(ownerId, id)).state).toBe('awaiting-unlock');
  });
});
