import { setTimeout } from 'node:timers/promises';
import { type DocumentId, newId, type UserId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { EventLog, type LoggedEvent } from './event-log.js';
import { type MemberEvent, MemberEvents } from './member-events.js';

const MINUTE = 60_000;
const ada = newId<UserId>();
const ben = newId<UserId>();

let clock: ManualClock;
let events: MemberEvents;
let log: EventLog;
beforeEach(() => {
  clock = new ManualClock();
  events = new MemberEvents();
  log = new EventLog(events, clock);
});

const publish = (ownerId: UserId, progress: number): void => {
  const event: MemberEvent = {
    type: 'document.progress',
    documentId: newId<DocumentId>(),
    state: 'reading',
    progress,
    error: null,
  };
  events.publish(ownerId, event);
};

function listen(ownerId: UserId, after?: number): { heard: LoggedEvent[]; end: () => void } {
  const heard: LoggedEvent[] = [];
  return { heard, end: log.subscribe(ownerId, after, (logged) => heard.push(logged)) };
}
const progressOf = (heard: readonly LoggedEvent[]): number[] =>
  heard.flatMap(({ event }) => (event.type === 'document.progress' ? [event.progress] : []));

describe('the log of events', () => {
  it('gives every listener of a member each event once, under one rising id', () => {
    const one = listen(ada);
    const two = listen(ada);
    for (const progress of [1, 2, 3]) publish(ada, progress);
    expect(progressOf(one.heard)).toEqual([1, 2, 3]);
    expect(two.heard).toEqual(one.heard);
    const ids = one.heard.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(new Set(ids).size).toBe(3);
  });

  it('tells nobody of another member’s documents', () => {
    const adas = listen(ada);
    const bens = listen(ben);
    publish(ada, 1);
    expect(bens.heard).toEqual([]);
    expect(listen(ben, 0).heard).toEqual([]);
    expect(adas.heard).toHaveLength(1);
  });

  it('repeats what came after the last one seen, and then goes on', () => {
    const first = listen(ada);
    publish(ada, 1);
    first.end();
    publish(ada, 2);
    publish(ada, 3);
    expect(progressOf(first.heard)).toEqual([1]);
    const again = listen(ada, first.heard[0]?.id);
    expect(progressOf(again.heard)).toEqual([2, 3]);
    publish(ada, 4);
    expect(progressOf(again.heard)).toEqual([2, 3, 4]);
  });

  it('repeats nothing to who has seen nothing, or everything', () => {
    const first = listen(ada);
    publish(ada, 1);
    expect(listen(ada).heard).toEqual([]);
    expect(listen(ada, first.heard[0]?.id).heard).toEqual([]);
  });

  it('forgets after five minutes', () => {
    listen(ada);
    publish(ada, 1);
    clock.advance(4 * MINUTE);
    publish(ada, 2);
    clock.advance(2 * MINUTE);
    expect(progressOf(listen(ada, 0).heard)).toEqual([2]);
  });

  it('keeps no more than the last five hundred', () => {
    listen(ada);
    for (let progress = 0; progress < 600; progress += 1) publish(ada, progress);
    const kept = progressOf(listen(ada, 0).heard);
    expect(kept).toHaveLength(500);
    expect([kept[0], kept.at(-1)]).toEqual([100, 599]);
  });

  it('repeats whatever kind of event it was', () => {
    listen(ada);
    events.publish(ada, { type: 'system.notice', kind: 'passkey-added' });
    expect(listen(ada, 0).heard.map(({ event }) => event.type)).toEqual(['system.notice']);
  });

  it('never uses an id of the process before again', async () => {
    const before = listen(ada);
    publish(ada, 1);
    // No process starts within the millisecond in which another one ended.
    await setTimeout(2);
    const next = new EventLog(events, clock);
    const heard: LoggedEvent[] = [];
    next.subscribe(ada, undefined, (logged) => heard.push(logged));
    publish(ada, 2);
    expect(heard[0]?.id).toBeGreaterThan(before.heard[0]?.id ?? Infinity);
  });
});
