import { build } from './build.mjs';
import { modulePath, runNode } from './node-process.mjs';

/** Specs compare these files with what the code says; here they are written anew instead. */
const update = (...files) =>
  runNode([modulePath('vitest/vitest.mjs'), 'run', '--update', '--config', 'test/vitest.config.ts', ...files]);

/** docs/openapi.json from the controllers, and the types of the web page from that file. */
export const writeOpenApi = async () =>
  (await update('--project', 'int', 'apps/api/src/openapi')) ||
  runNode([
    modulePath('openapi-typescript/bin/cli.js'),
    'docs/openapi.json',
    '--output',
    'apps/web/src/api/schema.gen.ts',
  ]);

/** The figures of docs, measured on the built product. */
export const bench = async (args) => (await build()) || runNode(['test/bench/run.mjs', ...args]);
