import { expect, it } from 'vitest';
import { describePreview, describeRules, describeRun } from './retention-report.js';

const at = '2026-11-21T10:00:00.000Z';

it('a preview says what goes now and in the days ahead, and why nothing does', () => {
  const counts = { documents: 1, sessions: 0 };
  const preview = {
    at,
    counts,
    waiting: 2,
    inSevenDays: { documents: 5, sessions: 0 },
    inThirtyDays: { documents: 37, sessions: 1 },
    steadyAt: null,
  };
  expect(describePreview(preview)).toMatch(/documents +1 +5 +37\nsessions +0 +0 +1\n2 conversations .*sign in/);
  expect(describePreview({ ...preview, steadyAt: at })).toContain('--clock-is-right');
});

it('a run says what it took', () => {
  expect(describeRun({ at, counts: { documents: 3, sessions: 0 }, waiting: 0 })).toBe('Removed: 3 documents.');
  expect(describeRun({ at, counts: { documents: 0 }, waiting: 0 })).toBe('Removed: nothing.');
});

it('rules are told with the day on which they begin', () => {
  const rules = [
    { kind: 'documents', days: 365, suggestedDays: null, bitesFrom: at },
    { kind: 'answers', days: null, suggestedDays: 7, bitesFrom: null },
  ];
  expect(describeRules({ rules })).toBe(`documents     after 365 days, from ${at}\nanswers       never`);
});
