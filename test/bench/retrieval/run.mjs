// Runs one TypeScript file of this folder, as Vitest runs the specs: transformed by Vite, nothing built.
//   node test/bench/retrieval/run.mjs eval|latency [arguments]
import { join } from 'node:path';
import { createServer } from 'vite';

const [, , name = 'eval', ...rest] = process.argv;
const server = await createServer({
  root: join(import.meta.dirname, '../../..'),
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, watch: null, hmr: false, ws: false },
});
try {
  const { main } = await server.ssrLoadModule(join(import.meta.dirname, `${name}.ts`));
  await main(rest);
} finally {
  await server.close();
}
