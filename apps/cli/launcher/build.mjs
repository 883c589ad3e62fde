import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { contentDigest, root } from './files.mjs';
import { modulePath, runNode } from './node-process.mjs';

const NODE_APPS = ['api', 'worker', 'parser', 'cli'];
const AT_ONCE = 2;
const STAMP = join(root, 'dist', '.built-from.json');
const SETTINGS = ['package-lock.json', 'tsconfig.json', 'nest-cli.json', 'apps/rspack.config.cjs'];

const nodeApp = (name) => ({
  name,
  output: `apps/${name}/main.js`,
  sources: ['libs', `apps/${name}/src`, ...SETTINGS],
  isThere: () => existsSync(join(root, 'apps', name, 'src', 'main.ts')),
  build: () => runNode([modulePath('@nestjs/cli/bin/nest.js'), 'build', name], { stdio: ['ignore', 2, 2] }),
});

const web = {
  name: 'web',
  output: 'web/index.html',
  sources: ['apps/web', 'docs/openapi.json', 'docs/leakage.md', 'package-lock.json'],
  isThere: () => existsSync(join(root, 'apps/web/index.html')),
  build: () =>
    runNode([modulePath('vite/bin/vite.js'), 'build', 'apps/web', '--logLevel', 'warn'], { stdio: ['ignore', 2, 2] }),
};

/** Replaced as a whole: what was renamed must not stay behind under its old name. */
const copied = (name, source) => ({
  name,
  output: name,
  sources: [source],
  isThere: () => true,
  build: async () => {
    const target = join(root, 'dist', name);
    mkdirSync(`${target}.new`, { recursive: true });
    const from = join(root, source);
    cpSync(from, statSync(from).isDirectory() ? `${target}.new` : join(`${target}.new`, basename(from)), {
      recursive: true,
    });
    rmSync(target, { recursive: true, force: true });
    renameSync(`${target}.new`, target);
    return 0;
  },
});

const migrations = copied('migrations', 'libs/database/migrations');
/** What the command line shows of the documentation. */
const texts = copied('texts', 'docs/leakage.md');

const TARGETS = [migrations, texts, ...NODE_APPS.map(nodeApp), web];

/**
 * Builds what changed since the last time; nothing is written when nothing did, so a built checkout may be read-only.
 *
 * @param {string[]} [names] Only these targets.
 * @returns {Promise<number>} 0, or the exit code of the first build that failed.
 */
export async function build(names = TARGETS.map(({ name }) => name)) {
  const stamp = existsSync(STAMP) ? JSON.parse(readFileSync(STAMP, 'utf8')) : {};
  const stale = TARGETS.filter(({ name, isThere }) => names.includes(name) && isThere())
    .map((target) => ({ ...target, digest: contentDigest(target.sources) }))
    .filter(({ name, digest, output }) => stamp[name] !== digest || !existsSync(join(root, 'dist', output)));
  if (stale.length === 0) return 0;
  if (!isWritable()) {
    console.error('This checkout is not built as it stands, and cannot be written: run "npm run build" where it can.');
    return 1;
  }
  console.error(`Building ${stale.map(({ name }) => name).join(', ')}…`);
  const failures = await inLanes(stale, AT_ONCE, async ({ name, digest, build: run }) => {
    const code = await run();
    if (code === 0) stamp[name] = digest;
    return code;
  });
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(STAMP, `${JSON.stringify(stamp, undefined, 2)}\n`);
  return failures.find((code) => code !== 0) ?? 0;
}

function isWritable() {
  const target = join(root, 'dist');
  try {
    accessSync(existsSync(target) ? target : root, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function inLanes(items, lanes, work) {
  const queue = [...items];
  const results = [];
  const lane = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) results.push(await work(item));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
