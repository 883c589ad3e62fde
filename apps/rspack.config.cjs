const { dirname, resolve } = require('node:path');
const nodeExternals = require('webpack-node-externals');

const extensionAlias = { '.js': ['.ts', '.js'] };
const builtIns = [/^node:/];

// Our workspace packages are bundled; every other package and Node's own modules stay external, but for drizzle-orm:
// its modules import each other in circles, which costs Node 0.4 s and 150 MB of garbage to link, in every process.
const withPackages = (options) => ({
  ...options,
  resolve: { ...options.resolve, extensionAlias },
  externalsPresets: { node: true },
  externals: [nodeExternals({ allowlist: [/^@hearthlore\//, /^drizzle-orm/], importType: 'module' }), ...builtIns],
});

// The jailed parser is one folder with everything in it: that folder is all it may read, and it can be copied to where
// another user reaches it.
const selfContained = (options, { CopyRspackPlugin }) => {
  const folder = dirname(options.output.filename);
  const data = dirname(require.resolve('pdfjs-dist/package.json'));
  return {
    ...options,
    resolve: { ...options.resolve, extensionAlias },
    output: { ...options.output, asyncChunks: false },
    externalsPresets: { node: true },
    externals: [...builtIns, { '@napi-rs/canvas': 'node:module' }],
    plugins: [
      ...options.plugins,
      new CopyRspackPlugin({
        patterns: [
          ...['cmaps', 'standard_fonts'].map((name) => ({ from: resolve(data, name), to: `${folder}/${name}` })),
          { from: resolve(__dirname, 'parser/package.json'), to: `${folder}/package.json` },
        ],
      }),
    ],
  };
};

module.exports = (options, rspack) =>
  options.output.filename.startsWith('apps/parser/') ? selfContained(options, rspack) : withPackages(options);
