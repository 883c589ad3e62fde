import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { check } from './check.mjs';
import { countTests, failuresOf, isSuccess, sum, summaryLine } from './counts.mjs';
import { root } from './files.mjs';
import { modulePath, runNode } from './node-process.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

const PROJECTS = ['unit', 'int', 'security', 'e2e'];
/** Collected over all projects: repeated at the end, where a long output is read first. */
const failures = [];
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
  for (const name of projects) counts = sum(counts, await runVitest(name, args));
  return counts;
}

/** Tests that need the model say so themselves; the others can run without it. */
async function pullModel() {
  console.log('── embedding model');
  const code = await runNode([join(root, 'dist/apps/cli/main.js'), 'models', 'pull']);
  if (code !== 0) console.error('✗ THE EMBEDDING MODEL COULD NOT BE FETCHED: tests that need it will fail.');
}

async function runVitest(project, args) {
  console.log(`── tests: ${project}`);
  const folder = mkdtempSync(join(tmpdir(), 'hearthlore-report-'));
  const file = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const vitest = [modulePath('vitest/vitest.mjs'), 'run', '--config', 'test/vitest.config.ts', '--project', project];
    const code = await runNode([...vitest, ...reporters, ...args]);
    const text = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    const counts = countTests(text, code);
    failures.push(...failuresOf(text));
    console.log(`── tests: ${project}: ${summaryLine(counts)}`);
    return counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(counts) {
  for (const failure of failures) console.log(failure);
  console.log(summaryLine(counts));
  return isSuccess(counts) ? 0 : 1;
}
