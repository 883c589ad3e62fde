// Stands in for a parser that a document has taken over: runs in the jail, after the parser's own hardening, and tries
// every way out. What it found goes to stdout as a page, because that is all it may say.
import '../harden.js';
import process from 'node:process';
import { text } from 'node:stream/consumers';

interface Orders {
  readonly mode: 'break-out' | 'hang' | 'page-then-hang' | 'allocate' | 'garbage' | 'flood' | 'silent-flood' | 'exit';
  readonly secretFile: string;
  readonly port: number;
  readonly parent: number;
  readonly addon: string;
}

type Attempt = (orders: Orders) => unknown;

const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  'read a file': async ({ secretFile }) => (await import('node:fs')).readFileSync(secretFile),
  'read a file by promise': async ({ secretFile }) => (await import('node:fs/promises')).readFile(secretFile),
  'list a folder': async () => (await import('node:fs')).readdirSync('/'),
  'read its own memory map': async () => (await import('node:fs')).readFileSync('/proc/self/maps'),
  'read its parent’s environment': async ({ parent }) =>
    (await import('node:fs')).readFileSync(`/proc/${parent}/environ`),
  'write a file': async ({ secretFile }) => (await import('node:fs')).writeFileSync(`${secretFile}.copy`, 'x'),
  'write into its own folder': async () => (await import('node:fs')).writeFileSync(`${import.meta.dirname}/x`, 'x'),
  'link to a file': async ({ secretFile }) =>
    (await import('node:fs')).symlinkSync(secretFile, `${import.meta.dirname}/x`),
  'start a program': async () => (await import('node:child_process')).execFileSync('/bin/true'),
  'fork itself': async () => {
    const { fork } = await import('node:child_process');
    await new Promise((done, failed) =>
      fork(import.meta.filename)
        .on('spawn', done)
        .on('error', failed),
    );
  },
  'start a worker': async () => new (await import('node:worker_threads')).Worker('1', { eval: true }),
  'connect by TCP': async ({ port }) => connect({ port, host: '127.0.0.1' }),
  'connect by a socket file': async ({ secretFile }) => connect({ path: secretFile }),
  listen: async () => {
    const { createServer } = await import('node:net');
    await new Promise<void>((done, failed) => createServer().on('error', failed).listen(0, done));
  },
  'send a datagram': async ({ port }) => {
    const { createSocket } = await import('node:dgram');
    await new Promise<void>((done, failed) => {
      createSocket('udp4')
        .on('error', failed)
        .send('x', port, '127.0.0.1', (error) => (error ? failed(error) : done()));
    });
  },
  fetch: ({ port }) => fetch(`http://127.0.0.1:${port}/`),
  'resolve a name': async () => (await import('node:dns/promises')).resolve4('example.org'),
  'look a name up': async () => (await import('node:dns/promises')).lookup('localhost'),
  'load an add-on': ({ addon }) => Reflect.apply(Reflect.get(process, 'dlopen'), process, [{ exports: {} }, addon]),
  'require an add-on': async ({ addon }) => (await import('node:module')).createRequire(import.meta.url)(addon),
  'reach internal bindings': () => Reflect.apply(Reflect.get(process, 'binding'), process, ['spawn_sync']),
  'open the inspector': async () => (await import('node:inspector')).open(0),
  'connect to the inspector': async () => new (await import('node:inspector')).Session().connect(),
  'use WASI': async () => new (await import('node:wasi')).WASI({ version: 'preview1', preopens: { '/': '/' } }),
  'signal its parent': ({ parent }) => Reflect.apply(Reflect.get(process, 'kill'), process, [parent, 0]),
  'signal its parent by the internal call': ({ parent }) => {
    if (Reflect.apply(Reflect.get(process, '_kill'), process, [parent, 0]) !== 0) throw new Error('not permitted');
  },
  'run text as code': () => Reflect.construct(Function, ['return 1'])(),
  'become root': () => process.setuid?.(0),
  'read the environment': () => {
    if (Object.keys(process.env).length === 0) throw new Error('empty');
  },
};

async function connect(
  where: { readonly port: number; readonly host: string } | { readonly path: string },
): Promise<void> {
  const net = await import('node:net');
  await new Promise<void>((done, failed) => net.connect(where).on('connect', done).on('error', failed));
}

/** What each layer leaves, seen from inside: where one layer already refuses, the attempts above do not show the next. */
async function surroundings() {
  const report: unknown = process.report.getReport();
  return {
    user: process.getuid?.(),
    groups: process.getgroups?.(),
    interfaces: Object.keys((await import('node:os')).networkInterfaces()),
    functions: ['kill', '_kill', 'binding', '_linkedBinding', 'dlopen', 'abort'].filter((name) =>
      Reflect.has(process, name),
    ),
    limits: report !== null && typeof report === 'object' ? Reflect.get(report, 'userLimits') : undefined,
  };
}

function say(event: unknown): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function sayPage(text: string): void {
  say({ page: { page: null, total: null, blocks: [{ kind: 'paragraph', text, level: null, page: null, offset: 0 }] } });
}

const orders: Orders = JSON.parse(await text(process.stdin));
say({ ready: true });

switch (orders.mode) {
  case 'break-out':
    for (const [name, attempt] of Object.entries(ATTEMPTS)) {
      try {
        await attempt(orders);
        sayPage(`${name}: done`);
      } catch (error) {
        sayPage(`${name}: ${error instanceof Error && 'code' in error ? String(error.code) : 'refused'}`);
      }
    }
    sayPage(JSON.stringify(await surroundings()));
    say({ end: true });
    process.exit(0);
  case 'page-then-hang':
    sayPage('first');
    setInterval(() => undefined, 60_000);
    break;
  case 'hang':
    for (;;);
  case 'allocate': {
    const hoard: Buffer[] = [];
    setInterval(() => hoard.push(Buffer.alloc(8 * 1_048_576, 1)), 5);
    break;
  }
  case 'garbage':
    say({ page: { page: 1, total: 1, blocks: [{ kind: 'script', text: 'x', level: null, page: 1, offset: 0 }] } });
    break;
  case 'flood':
    setInterval(() => sayPage('x'.repeat(20_000)), 0);
    break;
  case 'silent-flood':
    setInterval(() => process.stdout.write('x'.repeat(1_000_000)), 0);
    break;
  case 'exit':
    process.exit(1);
}
