import { watch } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root } from './files.mjs';
import { runNode } from './node-process.mjs';

const QUIET_MS = 300;

/** The product as people run it, built and started again whenever a source changes. */
export async function dev() {
  let restart = () => undefined;
  let timer;
  const changed = (_event, file) => {
    if (file === null || /node_modules|dist|[.-]spec\.ts$/.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => restart(), QUIET_MS);
  };
  const watchers = ['apps', 'libs'].map((folder) => watch(join(root, folder), { recursive: true }, changed));
  try {
    for (;;) {
      const asked = new Promise((resolve) => {
        restart = () => resolve('changed');
      });
      const outcome = (await build()) === 0 ? await serveUntil(asked) : await asked;
      if (outcome !== 'changed') return outcome;
    }
  } finally {
    for (const watcher of watchers) watcher.close();
  }
}

async function serveUntil(asked) {
  const controller = new AbortController();
  const served = runNode([join(root, 'dist/apps/cli/main.js'), 'up', '--stop-with-parent'], {
    signal: controller.signal,
    killSignal: 'SIGTERM',
  });
  const outcome = await Promise.race([served, asked]);
  if (outcome === 'changed') controller.abort();
  const code = await served;
  return outcome === 'changed' ? outcome : code;
}
