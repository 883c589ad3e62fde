import { expect, it } from 'vitest';
import { daysByKind, toNewRules, toOwnRules } from './rule-days.js';

it('keeps a kind that goes by no age apart from one that was left out', () => {
  const rules = [
    { kind: 'questions', days: 30 },
    { kind: 'answers', days: null },
  ] as const;
  expect(daysByKind(rules, ({ days }) => days)).toEqual({ questions: 30, answers: null });
  expect(toNewRules({ questions: 30, answers: null })).toEqual([
    { kind: 'questions', days: 30 },
    { kind: 'answers', days: null },
  ]);
});

it('sends of a member’s own rules none that is for managers', () => {
  expect(toOwnRules({ documents: 7, sessions: 1, 'audit-bodies': 90 })).toEqual([{ kind: 'documents', days: 7 }]);
});
