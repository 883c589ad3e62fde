const nodeExternals = require('webpack-node-externals');

// Our workspace packages are bundled; every other package and Node's own modules stay external.
module.exports = (options) => ({
  ...options,
  resolve: { ...options.resolve, extensionAlias: { '.js': ['.ts', '.js'] } },
  externalsPresets: { node: true },
  externals: [nodeExternals({ allowlist: [/^@hearthlore\//], importType: 'module' }), /^node:/],
});
