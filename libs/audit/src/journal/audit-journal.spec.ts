import { newId, type SessionId, type UserId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { withRequest } from '@hearthlore/observability';
import { Logger } from '@nestjs/common';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readCheckpoint } from '../checkpoints/checkpoint.js';
import { noteStanding } from '../checkpoints/signed-note.js';
import { AuditAction } from '../entries/audit-action.js';
import { parseEntry } from '../entries/audit-entry.js';
import { AuditUnavailableError } from '../audit.errors.js';
import { InMemoryAuditStore } from '../testing/in-memory-audit-store.js';
import { InMemoryCheckpointAnchor } from '../testing/in-memory-checkpoint-anchor.js';
import { leafHash } from '../tree/merkle-hash.js';
import { frontierOf } from '../tree/merkle-tree.js';
import { CHECKPOINT_AGE, CHECKPOINT_ENTRIES } from './checkpoints.js';
import { type OpenAuditLog, openAuditLog } from './open-audit-log.js';

const keys = { auditKey: new Uint8Array(32).fill(1), signingSeed: new Uint8Array(32).fill(2) };
const installationId = newId();
const started = { action: AuditAction.sessionStarted, result: 'ok' } as const;

let store: FaultyStore;
let anchor: InMemoryCheckpointAnchor;
let clock: ManualClock;

/** Loses the way there or the way back, as a connection does that is cut. */
class FaultyStore extends InMemoryAuditStore {
  cut: 'before' | 'after' | undefined;

  override async append(...args: Parameters<InMemoryAuditStore['append']>): ReturnType<InMemoryAuditStore['append']> {
    const { cut } = this;
    this.cut = undefined;
    if (cut === 'before') throw new Error('cut');
    const answer = await super.append(...args);
    if (cut === 'after') throw new Error('cut');
    return answer;
  }
}

beforeAll(() => Logger.overrideLogger(false));

beforeEach(() => {
  store = new FaultyStore();
  anchor = new InMemoryCheckpointAnchor();
  clock = new ManualClock();
});

const open = () => openAuditLog({ store, anchor, clock, installationId, keys });
const entries = () => store.entries.map(({ text }) => parseEntry(text));
const appendMany = async ({ log }: OpenAuditLog, count: number, actorId = newId<UserId>()): Promise<void> => {
  await Promise.all(Array.from({ length: count }, () => log.append({ ...started, actorId })));
};

describe('an entry', () => {
  it('has tags of who and where, the time and the request', async () => {
    const audit = await open();
    const actorId = newId<UserId>();
    await withRequest({ requestId: 'request-1', clientAddress: '192.0.2.7' }, () =>
      audit.log.append({ ...started, actorId, thingId: newId<SessionId>() }),
    );
    await withRequest({ requestId: 'request-2', clientAddress: '192.0.2.200' }, () =>
      audit.log.append({ ...started, actorId, objectId: actorId }),
    );
    await audit.log.append({ ...started, result: 'refused' });
    const [first, second, third] = entries();
    const tag = expect.stringMatching(/^[0-9a-f]{32}$/);
    expect(first).toMatchObject({ seq: 0, actor: tag, object: tag, network: tag, reqId: 'request-1', result: 'ok' });
    expect(first?.ts).toBe(clock.now().toISOString());
    expect(second).toMatchObject({ seq: 1, actor: first?.actor, object: first?.actor, network: first?.network });
    expect(third).toMatchObject({ seq: 2, actor: null, object: null, network: null, reqId: null, result: 'refused' });
    expect(store.entries.map(({ text }) => text).join('')).not.toContain(actorId);
  });

  it('has no tag of somebody whose salt is gone, and another one after that', async () => {
    const audit = await open();
    const member = newId<UserId>();
    await audit.log.append({ ...started, actorId: member });
    await audit.log.append({ action: AuditAction.memberDeleted, result: 'ok', objectId: member });
    store.deleteMember(member);
    // As it does by itself: the worker erases in another process, which tells nobody.
    await audit.look();
    await audit.log.append({ ...started, actorId: member });
    expect(entries().map((entry) => entry?.actor === null)).toEqual([false, true, true]);
    expect(entries()[1]?.object).toBe(entries()[0]?.actor);
  });
});

describe('numbers', () => {
  it('have no gap, whoever else appends and whatever gets lost', async () => {
    const [one, other] = [await open(), await open()];
    await Promise.all([appendMany(one, 300), appendMany(other, 300)]);
    store.cut = 'before';
    await appendMany(one, 3);
    store.cut = 'after';
    await appendMany(one, 3);
    await appendMany(other, 1);
    expect(entries().map((entry) => entry?.seq)).toEqual(Array.from({ length: 607 }, (_, index) => index));
    await Promise.all([one.close(), other.close()]);
    expect([one.isIntact(), other.isIntact()]).toEqual([true, true]);
  });

  it('are refused together where nothing can be written, and go on afterwards', async () => {
    const audit = await open();
    const size = store.size.bind(store);
    store.size = () => Promise.reject(new Error('down'));
    store.cut = 'before';
    await expect(audit.log.append(started)).rejects.toThrow(AuditUnavailableError);
    store.size = size;
    await audit.log.append(started);
    expect(entries()).toHaveLength(1);
  });
});

describe('checkpoints', () => {
  const sizes = (): (number | undefined)[] => anchor.notes.map((note) => readCheckpoint(note)?.size);

  it('come after so many entries or so much time, and at the end', async () => {
    const audit = await open();
    await appendMany(audit, CHECKPOINT_ENTRIES - 1);
    expect(sizes()).toEqual([]);
    await appendMany(audit, 1);
    await audit.look();
    expect(sizes()).toEqual([CHECKPOINT_ENTRIES]);
    await appendMany(audit, 1);
    clock.advance(CHECKPOINT_AGE - 1);
    await audit.look();
    expect(sizes()).toHaveLength(1);
    clock.advance(1);
    await audit.look();
    await audit.look();
    expect(sizes()).toEqual([CHECKPOINT_ENTRIES, CHECKPOINT_ENTRIES + 1]);
    await appendMany(audit, 2);
    await audit.close();
    expect(sizes().at(-1)).toBe(CHECKPOINT_ENTRIES + 3);
    const leaves = store.entries.map(({ text }) => leafHash(text));
    for (const note of anchor.notes) {
      expect(noteStanding(note, audit.verifier)).toBe('signed');
      const checkpoint = readCheckpoint(note);
      expect(checkpoint?.root).toEqual(frontierOf(leaves.slice(0, checkpoint?.size)).root());
    }
    expect(store.checkpoints.map(({ note }) => note)).toEqual(anchor.notes);
  });

  it('go on from the last one after a restart', async () => {
    const before = await open();
    await appendMany(before, 300);
    const after = await open();
    expect(after.isIntact()).toBe(true);
    await appendMany(after, 10);
    await after.checkpoint();
    expect(readCheckpoint(anchor.notes.at(-1) ?? '')).toMatchObject({
      size: 310,
      root: frontierOf(store.entries.map(({ text }) => leafHash(text))).root(),
    });
  });

  it('are not made of what was changed in the database while the server ran', async () => {
    const audit = await open();
    await appendMany(audit, 5);
    const honest = frontierOf(store.entries.map(({ text }) => leafHash(text))).root();
    store.entries[2] = { ...store.entries[2]!, text: 'forged' };
    await audit.checkpoint();
    expect(readCheckpoint(anchor.notes.at(-1) ?? '')?.root).toEqual(honest);
  });

  it.each<[string, () => void]>([
    ['entries below a checkpoint are gone', () => store.entries.splice(200)],
    ['the log and its checkpoints are gone', () => [store.entries.splice(0), store.checkpoints.splice(0)]],
    [
      'another tail is there',
      () => {
        store.checkpoints.splice(0);
        store.entries[250] = { ...store.entries[250]!, text: 'forged' };
      },
    ],
    ['the checkpoint is of another tree', () => store.checkpoints.push({ ...store.checkpoints.pop()!, size: 299 })],
  ])('are not signed any more where %s; the log is still written', async (_, tamper) => {
    const before = await open();
    await appendMany(before, 300);
    await before.close();
    tamper();
    const after = await open();
    expect(after.isIntact()).toBe(false);
    const signed = anchor.notes.length;
    await appendMany(after, 300);
    await after.close();
    expect(anchor.notes).toHaveLength(signed);
    const last = entries().at(-1);
    expect(last?.seq).toBe(store.entries.length - 1);
  });

  it('are not signed by a process that sees the log shrink', async () => {
    const audit = await open();
    await appendMany(audit, 10);
    store.entries.splice(4);
    await appendMany(audit, 1);
    expect(audit.isIntact()).toBe(false);
    expect(entries().map((entry) => entry?.seq)).toEqual([0, 1, 2, 3, 4]);
  });

  it('of a former key are no reason to stop', async () => {
    const before = await open();
    await appendMany(before, 300);
    await before.close();
    const renewed = { ...keys, signingSeed: new Uint8Array(32).fill(9) };
    const after = await openAuditLog({ store, anchor, clock, installationId, keys: renewed });
    expect(after.isIntact()).toBe(true);
    await appendMany(after, 1);
    await after.close();
    expect(noteStanding(anchor.notes.at(-1) ?? '', after.verifier)).toBe('signed');
    expect(readCheckpoint(anchor.notes.at(-1) ?? '')?.size).toBe(301);
  });
});
