import { describe, expect, it } from 'vitest';
import { countTests, failuresOf, isSuccess, sum, summaryLine } from '../../apps/cli/launcher/counts.mjs';

const report = (...files: object[]): string => JSON.stringify({ testResults: files });
const file = (...statuses: string[]): object => ({
  status: statuses.includes('failed') ? 'failed' : 'passed',
  assertionResults: statuses.map((status) => ({ status })),
});

describe('the count of a test run', () => {
  it('is what the report says, file by file', () => {
    const text = report(file('passed', 'failed', 'pending'), file('passed', 'todo', 'skipped'));
    expect(countTests(text, 1)).toEqual({ passed: 2, failed: 1, skipped: 3 });
  });

  it('owns up to a file that could not be loaded', () => {
    const text = report(file('passed'), { status: 'failed', assertionResults: [] });
    expect(countTests(text, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it.each([undefined, '', '{', '{}', report()])('counts a run without results as failed: %s', (text) => {
    expect(countTests(text, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('counts a run that ended badly as failed although its tests passed', () => {
    expect(countTests(report(file('passed')), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
    expect(countTests(report(file('passed')), 0)).toEqual({ passed: 1, failed: 0, skipped: 0 });
  });

  it('does not take a run of skipped tests for a success', () => {
    expect(isSuccess(countTests(report(file('skipped')), 0))).toBe(false);
    expect(isSuccess({ passed: 0, failed: 0, skipped: 0 })).toBe(false);
    expect(isSuccess({ passed: 1, failed: 0, skipped: 4 })).toBe(true);
  });

  it('names what failed, a line each', () => {
    const failed = {
      status: 'failed',
      fullName: 'a door closes',
      failureMessages: ['Error: it stays open\n  at door.ts'],
    };
    const files = [
      { name: 'door.spec.ts', status: 'failed', assertionResults: [{ status: 'passed' }, failed] },
      { name: 'wall.spec.ts', status: 'failed', message: 'no such file\n  at wall.ts', assertionResults: [] },
      file('passed'),
    ];
    expect(failuresOf(report(...files))).toEqual([
      '✗ door.spec.ts: a door closes: Error: it stays open',
      '✗ wall.spec.ts: no such file',
    ]);
    expect(failuresOf(undefined)).toEqual([]);
  });

  it('ends with one line', () => {
    const all = sum({ passed: 2, failed: 0, skipped: 0 }, { passed: 3, failed: 1, skipped: 0 });
    expect(summaryLine(all)).toBe('5 passed, 1 failed');
    expect(summaryLine({ ...all, skipped: 2 })).toBe('5 passed, 1 failed, 2 skipped');
  });
});
