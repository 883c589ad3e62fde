import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type RspackOptions, rspack } from '@rspack/core';

const ROOT = resolve(import.meta.dirname, '../../../..');

/** A program that the jail can run, in a folder of its own. */
export interface BuiltProgram {
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * Builds a program as `nest build parser` builds the parser, with the same configuration, into a temporary folder: specs
 * run what is in the sources, and do not get into each other's way.
 * @param entry - The parser itself, or a program that tries to break out in its place.
 */
export async function buildJailedProgram(entry = join(ROOT, 'apps/parser/src/main.ts')): Promise<BuiltProgram> {
  const path = await mkdtemp(join(tmpdir(), 'hearthlore-jailed-'));
  const remove = () => rm(path, { recursive: true, force: true });
  try {
    await compile(configuration(entry, path));
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder: join(path, 'apps/parser'), remove };
}

function configuration(entry: string, path: string): RspackOptions {
  const configure: (options: RspackOptions, bundler: typeof rspack) => RspackOptions = createRequire(import.meta.url)(
    join(ROOT, 'apps/rspack.config.cjs'),
  );
  const loader = {
    loader: 'builtin:swc-loader',
    options: { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' } },
  };
  const options: RspackOptions = {
    context: ROOT,
    entry,
    mode: 'none',
    target: 'node',
    devtool: false,
    output: {
      path,
      filename: 'apps/parser/main.js',
      module: true,
      library: { type: 'module' },
      chunkFormat: 'module',
      chunkLoading: 'import',
    },
    module: { rules: [{ test: /\.ts$/, use: [loader], type: 'javascript/esm' }] },
    resolve: { extensions: ['.ts', '.js'] },
    node: { __filename: false, __dirname: false },
    plugins: [],
  };
  return configure(options, rspack);
}

function compile(options: RspackOptions): Promise<void> {
  return new Promise((done, failed) => {
    rspack(options, (error, stats) => {
      if (error) failed(error);
      else if (stats?.hasErrors()) failed(new Error(stats.toString({ all: false, errors: true })));
      else done();
    });
  });
}
