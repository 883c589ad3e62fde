// Entry of every npm script. It needs nothing installed and runs on Node 20.19 or newer; what it starts runs on the
// Node that package.json pins.
import { join } from 'node:path';
import { build } from './build.mjs';
import { check, format } from './check.mjs';
import { isSuccess, summaryLine } from './counts.mjs';
import { dev } from './dev.mjs';
import { root } from './files.mjs';
import { ensureInstalled } from './install.mjs';
import { runNode } from './node-process.mjs';
import { testAll, testProject } from './test.mjs';
import { bench, writeOpenApi } from './write.mjs';

const HARDENED = ['--disable-sigusr1', '--report-exclude-env'];
const hearthlore = (...args) => runNode([...HARDENED, join(root, 'dist/apps/cli/main.js'), ...args]);

const [task = 'start', ...args] = process.argv.slice(2);
const tasks = {
  start: async () => (await build()) || hearthlore('up', '--stop-with-parent', ...args),
  hearthlore: async () => (await build(['migrations', 'cli'])) || hearthlore(...args),
  build: () => build(),
  dev,
  check: async () => {
    const counts = await check();
    console.log(summaryLine(counts));
    return isSuccess(counts) ? 0 : 1;
  },
  format,
  'openapi:write': writeOpenApi,
  bench: () => bench(args),
  test: testAll,
  'test:unit': () => testProject('unit', args),
  'test:int': () => testProject('int', args),
  'test:security': () => testProject('security', args),
  'test:e2e': () => testProject('e2e', args),
};

if (!Object.hasOwn(tasks, task)) {
  console.error(`Unknown task. Known: ${Object.keys(tasks).join(', ')}`);
  process.exit(2);
}
ensureInstalled();
process.exitCode = await tasks[task]();
