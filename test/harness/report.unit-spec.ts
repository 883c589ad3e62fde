import { describe, expect, it } from 'vitest';
import {
  countTests,
  failuresOf,
  filesToRepeat,
  isSuccess,
  sum,
  summaryLine,
  type TestRun,
  withSecondTry,
} from '../../apps/cli/launcher/counts.mjs';

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

describe('a second try', () => {
  const named = (name: string, tests: Readonly<Record<string, string>>, status?: string): object => ({
    name,
    status: status ?? (Object.values(tests).includes('failed') ? 'failed' : 'passed'),
    message: 'it could not be loaded',
    assertionResults: Object.entries(tests).map(([fullName, state]) => ({
      fullName,
      status: state,
      failureMessages: ['Error: why'],
    })),
  });
  const run = (exitCode: number, ...files: object[]): TestRun => ({
    report: report(...files),
    exitCode,
    hasStrayErrors: false,
  });
  const first = run(
    1,
    named('sound', { one: 'passed', two: 'skipped' }),
    named('kill', { hits: 'failed', misses: 'passed', waits: 'pending' }),
  );
  const after = (second: TestRun, of = first) => {
    const tried = withSecondTry(of, second);
    const { report: text, exitCode } = tried.run;
    return { counts: countTests(text, exitCode), failures: failuresOf(text), passedLate: tried.passedLate };
  };

  it('is for the files that failed, and for no others', () => {
    expect(filesToRepeat(first)).toEqual(['kill']);
    expect(filesToRepeat(run(1, named('broken', {}, 'failed'), named('hook', { one: 'skipped' }, 'failed')))).toEqual([
      'broken',
      'hook',
    ]);
    expect(filesToRepeat(run(0, named('sound', { one: 'passed' })))).toEqual([]);
  });

  it('is for a few: many at once are no chance', () => {
    const failed = (count: number) =>
      run(1, ...Array.from({ length: count }, (_, at) => named(`${at}`, { one: 'failed' })));
    expect(filesToRepeat(failed(5))).toHaveLength(5);
    expect(filesToRepeat(failed(6))).toEqual([]);
  });

  it('is not for a run that left no report, or that failed outside of its tests', () => {
    expect(filesToRepeat({ report: undefined, exitCode: 1, hasStrayErrors: false })).toEqual([]);
    expect(filesToRepeat({ report: '{', exitCode: 1, hasStrayErrors: false })).toEqual([]);
    expect(filesToRepeat({ ...first, hasStrayErrors: true })).toEqual([]);
  });

  it('lets pass what passes in it, by name, and counts every test once', () => {
    const second = run(0, named('kill', { hits: 'passed', misses: 'passed', waits: 'pending' }));
    expect(after(second)).toEqual({
      counts: { passed: 3, failed: 0, skipped: 2 },
      failures: [],
      passedLate: ['kill: hits'],
    });
  });

  it('counts what fails again, once, with its last reason', () => {
    const second = run(1, named('kill', { hits: 'failed', misses: 'passed', waits: 'pending' }));
    expect(after(second)).toEqual({
      counts: { passed: 2, failed: 1, skipped: 2 },
      failures: ['✗ kill: hits: Error: why'],
      passedLate: [],
    });
  });

  it('holds for what had passed before', () => {
    const second = run(1, named('kill', { hits: 'passed', misses: 'failed', waits: 'pending' }));
    expect(after(second)).toEqual({
      counts: { passed: 2, failed: 1, skipped: 2 },
      failures: ['✗ kill: misses: Error: why'],
      passedLate: ['kill: hits'],
    });
  });

  it.each([
    ['skipped', named('kill', { hits: 'skipped', misses: 'passed', waits: 'pending' })],
    ['gone', named('kill', { misses: 'passed', waits: 'pending' })],
  ])('does not let pass what is %s in it', (_what, file) => {
    expect(after(run(0, file))).toEqual({
      counts: { passed: 2, failed: 1, skipped: 2 },
      failures: ['✗ kill: hits: Error: why'],
      passedLate: [],
    });
  });

  it('names a whole file that could not be run at first', () => {
    const broken = run(1, named('sound', { one: 'passed' }), named('hook', { two: 'skipped' }, 'failed'));
    expect(after(run(0, named('hook', { two: 'passed' })), broken)).toEqual({
      counts: { passed: 2, failed: 0, skipped: 0 },
      failures: [],
      passedLate: ['hook: all of it'],
    });
    expect(after(run(1, named('hook', { two: 'skipped' }, 'failed')), broken)).toEqual({
      counts: { passed: 1, failed: 1, skipped: 1 },
      failures: ['✗ hook: it could not be loaded'],
      passedLate: [],
    });
  });

  it('changes nothing where it left no report', () => {
    const none = { report: undefined, exitCode: 1, hasStrayErrors: false };
    expect(withSecondTry(first, none)).toEqual({ run: first, passedLate: [] });
  });

  it('that ended badly although its tests passed is a failure', () => {
    const second = run(1, named('kill', { hits: 'passed', misses: 'passed', waits: 'pending' }));
    expect(after(second).counts).toEqual({ passed: 3, failed: 1, skipped: 2 });
  });
});
