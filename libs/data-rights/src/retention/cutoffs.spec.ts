import { newId, type UserId } from '@hearthlore/kernel';
import { assert, date, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  conversationCutoff,
  cutoffOf,
  cutoffs,
  documentCutoff,
  dueDate,
  messageCutoff,
  sparedDate,
} from './cutoffs.js';
import { bitesFrom, DAY, type RetentionKind, type RetentionRule, withDefaults } from './retention-rule.js';

const now = new Date('2026-06-15T12:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * DAY);
const long = daysAgo(1000);

function aRule(kind: RetentionKind, days: number | null, changedAt = long): RetentionRule {
  return { kind, days, changedAt };
}

describe('what goes by age', () => {
  it('is nothing that a member wrote until somebody switches a rule on', () => {
    const defaults = withDefaults([]);
    for (const cutoff of [documentCutoff, conversationCutoff, messageCutoff])
      expect(cutoff(defaults, now)).toBeUndefined();
    expect(cutoffOf(defaults, 'audit-bodies', now)).toEqual(daysAgo(730));
    expect(cutoffOf(defaults, 'sessions', now)).toEqual(daysAgo(90));
    expect(cutoffOf(defaults, 'usage', now)).toEqual(daysAgo(90));
    const off = withDefaults([aRule('sessions', null)]);
    expect(cutoffOf(off, 'sessions', now)).toBeUndefined();
  });

  it('begins seven days after a rule over what members wrote was set, any other at once', () => {
    const set = daysAgo(7);
    const justBefore = new Date(now.getTime() - 1);
    expect(cutoffOf([aRule('documents', 30, set)], 'documents', justBefore)).toBeUndefined();
    expect(cutoffOf([aRule('documents', 30, set)], 'documents', now)).toEqual(daysAgo(30));
    expect(cutoffOf([aRule('sessions', 30, now)], 'sessions', now)).toEqual(daysAgo(30));
  });

  it('is told of ahead, also where something comes in with an old date', () => {
    const spared = (rules: RetentionRule[], days: number) => sparedDate(daysAgo(days), rules, documentCutoff, now);
    expect(spared([], 900)).toEqual(daysAgo(900));
    expect(spared([aRule('documents', 30)], 20)).toEqual(daysAgo(20));
    for (const age of [23, 30, 900]) {
      const date = spared([aRule('documents', 30)], age);
      expect(dueDate({ since: date, heldAt: null }, [aRule('documents', 30)], 'documents')).toEqual(
        new Date(now.getTime() + 7 * DAY + 1),
      );
    }
    expect(spared([aRule('documents', 1)], 900)).toEqual(now);
    // One that has not begun takes nothing before it does.
    expect(spared([aRule('documents', 30, now)], 900)).toEqual(new Date(daysAgo(23).getTime() + 1));
  });

  it('is decided by the strictest rule that is in force', () => {
    const rules = [aRule('documents', 60), aRule('documents', 30), aRule('documents', 5, now)];
    expect(cutoffOf(rules, 'documents', now)).toEqual(daysAgo(30));
  });

  it('takes a whole conversation once all its messages are overdue', () => {
    const both = [aRule('questions', 30), aRule('answers', 7)];
    expect(conversationCutoff(both, now)).toEqual(daysAgo(30));
    expect(conversationCutoff(both.slice(0, 1), now)).toBeUndefined();
    expect(conversationCutoff([...both, aRule('conversations', 10)], now)).toEqual(daysAgo(10));
    expect(conversationCutoff([...both, aRule('conversations', 90)], now)).toEqual(daysAgo(30));
    expect(messageCutoff(both, now)).toEqual(daysAgo(7));
  });

  it('is made earlier, and never later, by what a member chose', () => {
    const [shorter, longer, other] = [newId<UserId>(), newId<UserId>(), newId<UserId>()];
    const members = new Map([
      [shorter, [aRule('documents', 10)]],
      [longer, [aRule('documents', 90)]],
      [other, [aRule('conversations', 10)]],
    ]);
    const { others, own } = cutoffs({ installation: [aRule('documents', 30)], members }, documentCutoff, now);
    expect(others).toEqual(daysAgo(30));
    expect(own).toEqual(
      new Map([
        [shorter, daysAgo(10)],
        [longer, daysAgo(30)],
        [other, daysAgo(30)],
      ]),
    );
    expect(cutoffs({ installation: [], members }, documentCutoff, now)).toEqual({
      others: undefined,
      own: new Map([
        [shorter, daysAgo(10)],
        [longer, daysAgo(90)],
      ]),
    });
  });

  it('counts days of 24 hours over the change of the clocks', () => {
    // On 2026-03-29 a day in Berlin had 23 hours, on 2026-10-25 it had 25.
    for (const at of ['2026-03-29T12:00:00+02:00', '2026-10-25T12:00:00+01:00']) {
      const cutoff = cutoffOf([aRule('documents', 1, new Date(0))], 'documents', new Date(at)) ?? expect.unreachable();
      expect(new Date(at).getTime() - cutoff.getTime()).toBe(86_400_000);
    }
  });
});

describe('the date on which a thing goes', () => {
  const thing = { since: daysAgo(20), expiresAt: null, heldAt: null };

  it('is its own date or that of a rule, whichever comes first', () => {
    const rules = [aRule('documents', 30)];
    expect(dueDate(thing, rules, 'documents')).toEqual(daysAgo(-10));
    expect(dueDate({ ...thing, expiresAt: daysAgo(-3) }, rules, 'documents')).toEqual(daysAgo(-3));
    expect(dueDate({ ...thing, expiresAt: daysAgo(-30) }, rules, 'documents')).toEqual(daysAgo(-10));
    expect(dueDate(thing, [], 'documents')).toBeUndefined();
  });

  it('is seven days off where the rule is new', () => {
    expect(dueDate(thing, [aRule('documents', 5, now)], 'documents')).toEqual(daysAgo(-7));
  });

  it('never comes for what is held', () => {
    const held = { ...thing, expiresAt: daysAgo(5), heldAt: daysAgo(6) };
    expect(dueDate(held, [aRule('documents', 5)], 'documents')).toBeUndefined();
  });

  it('is when the purge would take it, and not a moment before', () => {
    const moments = date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    assert(
      property(moments, moments, integer({ min: 1, max: 900 }), (since, changedAt, days) => {
        const rule = aRule('documents', days, changedAt);
        const due = dueDate({ since, heldAt: null }, [rule], 'documents') ?? expect.unreachable();
        const isTakenAt = (at: Date): boolean => {
          const cutoff = documentCutoff([rule], at);
          return cutoff !== undefined && since <= cutoff;
        };
        expect([isTakenAt(due), isTakenAt(new Date(due.getTime() - 1))]).toEqual([true, false]);
        expect(due.getTime()).toBeGreaterThanOrEqual(bitesFrom(rule).getTime());
      }),
    );
  });
});
