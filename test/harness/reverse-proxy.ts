import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '@hearthlore/machine';
import { initializeTls } from '../../apps/cli/src/tls/initialize.js';

const DOCKER = join(import.meta.dirname, '../../docker');
const START_MS = 30_000;

/** A proxy of the system's packages with the configuration that we ship, in front of a product. */
export interface ReverseProxy {
  /** What people use. */
  readonly url: string;
  readonly port: number;
  /** PEM of the authority that a client has to trust. */
  readonly authority: string;
  /** Every line of every log so far. */
  readonly logs: () => string;
  stop(): Promise<void>;
}

/** @param upstreamPort Of the product on 127.0.0.1, which need not be there yet. */
export type StartProxy = (upstreamPort: number) => Promise<ReverseProxy>;

/** Caddy takes its settings from the environment: the file is used as it stands. */
export const startCaddy: StartProxy = async (upstreamPort) => {
  const folder = mkdtempSync(join(tmpdir(), 'hearthlore-caddy-'));
  const [port, httpPort] = [await findFreePort(), await findFreePort()];
  const url = `https://localhost:${port}`;
  const child = spawn('caddy', ['run', '--config', join(DOCKER, 'caddy/Caddyfile'), '--adapter', 'caddyfile'], {
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      XDG_DATA_HOME: folder,
      XDG_CONFIG_HOME: folder,
      HEARTHLORE_SITE: url,
      HEARTHLORE_UPSTREAM: `127.0.0.1:${upstreamPort}`,
      HEARTHLORE_HTTP_PORT: String(httpPort),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = outputOf(child);
  const authority = join(folder, 'caddy/pki/authorities/local/root.crt');
  const certificate = join(folder, 'caddy/certificates/local/localhost/localhost.crt');
  await untilReady(child, output, port, () => existsSync(authority) && existsSync(certificate));
  return { url, port, authority: readFileSync(authority, 'utf8'), logs: output, stop: () => end(child, folder) };
};

/** nginx has no settings but its file: ports, names and paths are put in as an administrator would. */
export const startNginx: StartProxy = async (upstreamPort) => {
  const folder = mkdtempSync(join(tmpdir(), 'hearthlore-nginx-'));
  const [port, httpPort] = [await findFreePort(), await findFreePort()];
  const now = new Date();
  const { files } = await initializeTls({ dataDir: folder, names: ['localhost'], isAuthorityReplaced: false, now });
  const changes: readonly (readonly [string, string])[] = [
    ['return 308 https://home.example', `return 308 https://localhost:${port}`],
    ['home.example', 'localhost'],
    ['127.0.0.1:7420', `127.0.0.1:${upstreamPort}`],
    ['listen 80;', `listen ${httpPort};`],
    ['listen [::]:80;', ''],
    ['listen 443 ssl', `listen ${port} ssl`],
    ['listen [::]:443 ssl http2;', ''],
    ['/etc/hearthlore/tls/server.crt', files.certificate],
    ['/etc/hearthlore/tls/server.key', files.key],
    ['/var/log/nginx/', `${folder}/`],
  ];
  const shipped = readFileSync(join(DOCKER, 'nginx/hearthlore.conf'), 'utf8');
  const adapted = changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`docker/nginx/hearthlore.conf has no "${from}" any more`);
    return text.replaceAll(from, to);
  }, shipped);
  writeFileSync(join(folder, 'hearthlore.conf'), adapted);
  writeFileSync(join(folder, 'nginx.conf'), mainConfiguration(folder));
  for (const name of TEMPORARY) mkdirSync(join(folder, name));
  const child = spawn('nginx', ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = outputOf(child);
  await untilReady(child, output, port, () => true);
  // From here on, whatever nginx wants to put into a temporary file fails the request.
  for (const name of TEMPORARY) rmSync(join(folder, name), { recursive: true });
  const log = (name: string): string => {
    const file = join(folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  return {
    url: `https://localhost:${port}`,
    port,
    authority: readFileSync(files.authority, 'utf8'),
    logs: () => output() + log('hearthlore.log') + log('hearthlore-error.log'),
    stop: () => end(child, folder),
  };
};

const TEMPORARY = ['client', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

const mainConfiguration = (folder: string): string => `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid ${folder}/nginx.pid;
error_log stderr crit;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${folder}/client;
  ${TEMPORARY.slice(1)
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n  ')}
  include ${folder}/hearthlore.conf;
}
`;

function outputOf(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  return () => text;
}

async function untilReady(
  child: ChildProcess,
  output: () => string,
  port: number,
  isReady: () => boolean,
): Promise<void> {
  const until = Date.now() + START_MS;
  for (;;) {
    if (child.exitCode !== null || Date.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`the proxy did not start: ${output()}`);
    }
    if (isReady() && (await accepts(port))) return;
    await sleep(50);
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isOpen = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isOpen;
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  child.kill('SIGTERM');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  rmSync(folder, { recursive: true, force: true });
}
