import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { check } from './check.mjs';
import { countTests, failuresOf, filesToRepeat, isSuccess, sum, summaryLine, withSecondTry } from './counts.mjs';
import { root } from './files.mjs';
import { modulePath, runNode } from './node-process.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

const PROJECTS = ['unit', 'int', 'security', 'e2e'];
/** Collected over all projects: repeated at the end, where a long output is read first. */
const failures = [];
const passedLate = [];
const NOTHING = { passed: 0, failed: 0, skipped: 0 };
const ONE_FAILED = { passed: 0, failed: 1, skipped: 0 };

/** Everything, as CI runs it. The last line tells the counts. */
export async function testAll() {
  return report(await testProjects(PROJECTS, true));
}

/** One project, with further arguments for Vitest (file names, `-t`). */
export async function testProject(name, args) {
  return report(await testProjects([name], false, args));
}

async function testProjects(projects, withChecks, args = []) {
  if (!ensureSystemPackages(projects)) return ONE_FAILED;
  const needsProduct = projects.some((name) => name !== 'unit');
  if (needsProduct && (await build()) !== 0) return ONE_FAILED;
  if (needsProduct) await pullModel();
  let counts = withChecks ? await check() : NOTHING;
  for (const name of projects) counts = sum(counts, await runProject(name, args));
  return counts;
}

/** Tests that need the model say so themselves; the others can run without it. */
async function pullModel() {
  console.log('── embedding model');
  const code = await runNode([join(root, 'dist/apps/cli/main.js'), 'models', 'pull']);
  if (code !== 0) console.error('✗ THE EMBEDDING MODEL COULD NOT BE FETCHED: tests that need it will fail.');
}

async function runProject(project, args) {
  console.log(`── tests: ${project}`);
  const first = await runVitest(project, args);
  // Whoever names files or tests wants to see what they do.
  const run = args.length > 0 ? first : await tryTwice(project, first);
  const counts = countTests(run.report, run.exitCode);
  failures.push(...failuresOf(run.report));
  console.log(`── tests: ${project}: ${summaryLine(counts)}`);
  return counts;
}

/**
 * Real processes are killed at moments that clocks choose, and a busy machine has its own idea of both: one test in
 * thousands may fail of that alone. It gets a second try without the others, and is named where it needed it: so that
 * it is mended, and not hidden.
 */
async function tryTwice(project, first) {
  const files = filesToRepeat(first);
  if (files.length === 0) return first;
  console.log(`── tests: ${project}: once more, each by itself: ${files.join(' ')}`);
  const tried = withSecondTry(first, await runVitest(project, ['--no-file-parallelism', ...files]));
  passedLate.push(...tried.passedLate);
  return tried.run;
}

async function runVitest(project, args) {
  const folder = mkdtempSync(join(tmpdir(), 'hearthlore-report-'));
  const file = join(folder, 'report.json');
  const strayErrors = join(folder, 'stray-errors');
  try {
    const extra = join(import.meta.dirname, 'stray-errors.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`, `--reporter=${extra}`];
    const vitest = [modulePath('vitest/vitest.mjs'), 'run', '--config', 'test/vitest.config.ts', '--project', project];
    const env = { HEARTHLORE_STRAY_ERRORS: strayErrors };
    const exitCode = await runNode([...vitest, ...reporters, ...args], { env });
    const text = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    return { report: text, exitCode, hasStrayErrors: existsSync(strayErrors) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(counts) {
  for (const test of passedLate) console.log(`! passed only at the second try: ${test}`);
  for (const failure of failures) console.log(failure);
  console.log(summaryLine(counts));
  return isSuccess(counts) ? 0 : 1;
}
