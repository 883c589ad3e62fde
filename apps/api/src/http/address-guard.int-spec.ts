import { networkInterfaces } from 'node:os';
import { loadEnv } from '@hearthlore/config';
import { fastify } from 'fastify';
import { expect, it } from 'vitest';
import { guardAddresses } from './address-guard.js';

/** An address of this machine that other machines use. */
const own = Object.values(networkInterfaces())
  .flatMap((entries) => entries ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

it.skipIf(own === undefined)('takes this machine for itself when it comes by its own address', async () => {
  const server = fastify();
  guardAddresses(
    server,
    loadEnv({
      HEARTHLORE_HOST: '0.0.0.0',
      HEARTHLORE_PUBLIC_URL: `https://${own}`,
      HEARTHLORE_TRUSTED_PROXIES: '203.0.113.1',
      HEARTHLORE_ALLOWED_NETWORKS: '203.0.113.0/24',
    }),
  );
  server.get('/', () => 'served');
  const { port } = new URL(await server.listen({ host: '0.0.0.0', port: 0 }));
  expect(await (await fetch(`http://${own}:${port}/`)).json()).toMatchObject({ code: 'request.misdirected' });
  const viaLoopback = await fetch(`http://127.0.0.1:${port}/`);
  expect(await viaLoopback.text()).toBe('served');
  await server.close();
});
