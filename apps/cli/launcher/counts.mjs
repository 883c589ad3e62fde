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
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length > 0)
      return failed.map(
        ({ fullName, failureMessages = [] }) => `✗ ${name}: ${fullName}: ${firstLine(failureMessages[0])}`,
      );
    return status === 'passed' ? [] : [`✗ ${name}: ${firstLine(message)}`];
  });
}

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
