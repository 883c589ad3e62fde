// Runs one TypeScript file below this folder, as Vitest runs the specs: transformed by Vite, nothing built.
//   npm run bench -- retrieval/eval|retrieval/int8-loss|retrieval/latency|retrieval/protected|retrieval/growth
//     |retrieval/qdrant [points]|product/start|product/ingestion|product/answers
//     |product/guards [rounds]|product/sign-in [rounds]|product/enumeration [tries]|product/retention
//     |product/restore [megabytes]
import { join } from 'node:path';
import { createServer } from 'vite';

const [, , name = 'product/start', ...rest] = process.argv;
const server = await createServer({
  root: join(import.meta.dirname, '../..'),
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
