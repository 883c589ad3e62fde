import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Server as TlsServer } from 'node:https';
import { join } from 'node:path';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import { readServerCertificate } from '@hearthlore/config';
import { JsonLogger } from '@hearthlore/observability';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { ApiModule } from './api.module.js';
import { logRequests } from './http/access-log.js';
import { guardAddresses } from './http/address-guard.js';
import { measureRequests } from './http/measure-requests.js';
import { InvalidRequestError } from './http/invalid-request.error.js';
import { addSecurityHeaders } from './http/security-headers.js';
import { followCertificate, tlsOptions } from './http/tls.js';
import { DISTRIBUTION } from './platform/distribution.js';
import type { Platform } from './platform/platform.js';
import { serveTrust } from './trust/trust-page.js';

/** JSON bodies; uploads have a limit of their own. */
const BODY_BYTES = 1024 * 1024;
/** A client that sends its headers slowly holds a connection: it has this long for them, in milliseconds. */
const REQUEST_TIMEOUT = 90_000;

/** The HTTP face over a platform: routes, guards, headers, log, and the web page. Not listening yet. */
export async function createServer(
  platform: Platform,
  webFolder = join(DISTRIBUTION, 'web'),
): Promise<NestFastifyApplication> {
  const { env } = platform;
  const certificate = readServerCertificate(env);
  const adapter = new FastifyAdapter({
    trustProxy: (address: string) => env.HEARTHLORE_TRUSTED_PROXIES.includes(address),
    bodyLimit: BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: true,
    ...(certificate ? { https: tlsOptions(certificate) } : {}),
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.of(platform), adapter, {
    logger: new JsonLogger(env.HEARTHLORE_LOG_LEVEL),
    abortOnError: false,
    // Nest's own parsers read HTML forms, which a page of another site may send: it could sign people in as somebody else.
    bodyParser: false,
  });
  app.setGlobalPrefix('api/v1', { exclude: ['health/live', 'health/ready', 'health/startup'] });
  app.useGlobalPipes(
    new ValidationPipe({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      exceptionFactory: (errors) => InvalidRequestError.of(errors),
    }),
  );
  const server = adapter.getInstance();
  server.removeContentTypeParser('text/plain');
  addSecurityHeaders(server, styleHashes(webFolder));
  logRequests(server);
  measureRequests(server, platform.operations.metrics);
  guardAddresses(server, env);
  if (server.server instanceof TlsServer) followCertificate(server.server, env);
  await app.register(cookie);
  await app.register(multipart, { throwFileSizeLimit: false });
  if (certificate) serveTrust(server, env, certificate.leaf);
  if (existsSync(join(webFolder, 'index.html'))) await serveWeb(app, webFolder);
  return app;
}

/** The page has addresses of its own: what is no file and no route of the api is the page. */
async function serveWeb(app: NestFastifyApplication, webFolder: string): Promise<void> {
  await app.register(fastifyStatic, { root: webFolder, wildcard: false, cacheControl: false, etag: true });
  const server = app.getHttpAdapter().getInstance();
  const page = readFileSync(join(webFolder, 'index.html'));
  server.get('/*', (request, reply) => {
    if (request.url.startsWith('/api/') || request.url.startsWith('/health/')) return reply.callNotFound();
    return reply.header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-cache').send(page);
  });
}

function styleHashes(webFolder: string): string[] {
  const file = join(webFolder, 'csp-style-hashes.json');
  return existsSync(file)
    ? z.array(z.string().regex(/^sha256-[A-Za-z0-9+/=]+$/)).parse(JSON.parse(readFileSync(file, 'utf8')))
    : [];
}
