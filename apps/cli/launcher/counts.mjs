/** Adds counts up. */
export function sum(...parts) {
  const add = (key) => parts.reduce((total, part) => total + part[key], 0);
  return { passed: add('passed'), failed: add('failed'), skipped: add('skipped') };
}

/**
 * Counts the tests of one Vitest run from its JSON report. What the report does not own up to is a failure all the
 * same: a file that could not be loaded, a missing or empty report, a run that ended badly although every test passed.
 *
 * @param {string | undefined} report The report's text.
 * @param {number} exitCode Of the run.
 */
export function countTests(report, exitCode) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of filesOf(report)) {
    const tests = file.assertionResults ?? [];
    if (tests.length === 0 && file.status !== 'passed') counts.failed += 1;
    for (const { status } of tests)
      counts[status === 'passed' ? 'passed' : status === 'failed' ? 'failed' : 'skipped'] += 1;
  }
  const hasRun = counts.passed + counts.failed > 0;
  if (!hasRun || (exitCode !== 0 && counts.failed === 0)) counts.failed += 1;
  return counts;
}

/** What failed, a line each: file, test and the first line of why. */
export function failuresOf(report) {
  return filesOf(report).flatMap(({ name, status, message, assertionResults = [] }) => {
    const failed = failedTests({ assertionResults });
    if (failed.length > 0)
      return failed.map(
        ({ fullName, failureMessages = [] }) => `✗ ${name}: ${fullName}: ${firstLine(failureMessages[0])}`,
      );
    return status === 'passed' ? [] : [`✗ ${name}: ${firstLine(message)}`];
  });
}

/** More than these at once are no chance. */
const MOST_REPEATED = 5;

/** @returns The files of a run that are worth a second try: of those that failed, unless many did. */
export function filesToRepeat({ report, hasStrayErrors }) {
  const failed = filesOf(report).filter(hasFailed);
  return hasStrayErrors || failed.length > MOST_REPEATED ? [] : failed.map(({ name }) => name);
}

/**
 * Takes the second try of the files that failed into a run, every test counted once. Of those files the second try
 * holds, also for what had passed before; but a test that had failed has to pass in it: skipped or gone is not mended.
 *
 * @param first The whole run. @param second Of its failed files, by themselves.
 * @returns The run with it, and what passed at the second try only, named: it is not sound, whatever the counts say.
 */
export function withSecondTry(first, second) {
  const again = new Map(filesOf(second.report).map((file) => [file.name, file]));
  if (again.size === 0) return { run: first, passedLate: [] };
  const passedLate = [];
  const testResults = filesOf(first.report).map((file) => {
    const repeated = hasFailed(file) ? again.get(file.name) : undefined;
    if (repeated === undefined) return file;
    const merged = mergeFile(file, repeated);
    const failed = failedTests(file);
    const late = failed.filter(({ fullName }) => !failedTests(merged).some((test) => test.fullName === fullName));
    passedLate.push(...late.map(({ fullName }) => `${file.name}: ${fullName}`));
    if (failed.length === 0 && !hasFailed(merged)) passedLate.push(`${file.name}: all of it`);
    return merged;
  });
  return { run: { ...second, report: JSON.stringify({ testResults }) }, passedLate };
}

function mergeFile(file, repeated) {
  const before = new Map(failedTests(file).map((test) => [test.fullName, test]));
  const tests = repeated.assertionResults ?? [];
  const merged = tests.map((test) => (test.status === 'passed' ? test : (before.get(test.fullName) ?? test)));
  const gone = [...before.values()].filter(({ fullName }) => tests.every((test) => test.fullName !== fullName));
  const assertionResults = [...merged, ...gone];
  const isPassed = repeated.status === 'passed' && failedTests({ assertionResults }).length === 0;
  return { ...repeated, status: isPassed ? 'passed' : 'failed', assertionResults };
}

const failedTests = ({ assertionResults = [] }) => assertionResults.filter(({ status }) => status === 'failed');
const hasFailed = (file) => file.status !== 'passed' || failedTests(file).length > 0;

const firstLine = (text = '') => text.split('\n', 1)[0];

function filesOf(report) {
  try {
    return JSON.parse(report ?? '').testResults ?? [];
  } catch {
    return [];
  }
}

/** The last line of a test run, which other programs read. */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Nothing run is no success. */
export const isSuccess = ({ passed, failed }) => failed === 0 && passed > 0;
