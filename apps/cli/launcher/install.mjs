import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './files.mjs';

/** Packages of other systems are optional and absent; every other one must lie there in the version of the lock file. */
export function isInstalled() {
  const installed = readJson('node_modules/.package-lock.json')?.packages;
  if (!installed) return false;
  return Object.entries(readJson('package-lock.json').packages)
    .filter(([path, entry]) => path.startsWith('node_modules/') && !entry.link)
    .every(([path, entry]) =>
      installed[path] ? installed[path].version === entry.version : (entry.optional ?? entry.devOptional ?? false),
    );
}

/**
 * Installs what package-lock.json names. Install scripts run for the packages allowed in package.json alone, whatever
 * version of npm is here: first none of them, then the allowed ones by name.
 */
export function ensureInstalled() {
  if (isInstalled()) return;
  console.error('Installing the packages named in package-lock.json (a few minutes the first time)…');
  npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
  const allowed = Object.entries(readJson('package.json').allowScripts)
    .filter(([name, isAllowed]) => isAllowed && existsSync(join(root, 'node_modules', name)))
    .map(([name]) => name);
  npm('rebuild', '--foreground-scripts=false', '--loglevel=error', ...allowed);
}

function npm(...args) {
  const script = process.env.npm_execpath;
  const options = { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' } };
  const { status } =
    script && basename(script) === 'npm-cli.js'
      ? spawnSync(process.execPath, [script, ...args], options)
      : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (status === 0) return;
  console.error(`"npm ${args[0]}" failed. Is the package registry reachable and the folder writable?`);
  process.exit(status ?? 1);
}

function readJson(path) {
  const file = join(root, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
