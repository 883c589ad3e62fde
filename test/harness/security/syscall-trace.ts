import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ByteForm } from './byte-forms.js';
import { processTree } from './process-tree.js';

/** Everything by which bytes or names leave a process; the question mark is for calls that not every processor has. */
const WRITES = ['write', 'pwrite64', 'writev', 'pwritev', 'pwritev2', 'sendto', 'sendmsg', 'sendmmsg'];
const NAMES = ['openat', '?open', '?creat', '?mkdir', 'mkdirat', '?rename', '?renameat', 'renameat2', '?symlink'];
const OTHERS = ['symlinkat', 'execve', 'io_uring_setup'];

/** Wraps a program so that `file` tells what it and its descendants wrote where, in hex. */
export function tracing(file: string): string[] {
  const calls = [...WRITES, ...NAMES, ...OTHERS].join(',');
  return ['strace', '-f', '--seccomp-bpf', '-yy', '-xx', '-s', '65536', '-e', `trace=${calls}`, '-o', file];
}

/** Ends what strace runs; strace itself holds fatal signals back and ends with it. */
export function endTraced(strace: number): void {
  const [program] = processTree(strace).slice(-2);
  if (program !== undefined && program !== strace) process.kill(program, 'SIGTERM');
}

export interface TraceReport {
  /** Calls that carried a secret to where it must not go. */
  readonly leaks: string[];
  /** Calls that carried one to a client, to the language model, or between api and parser: the proof that the trace sees what is written. */
  readonly toClient: number;
  readonly toModel: number;
  readonly toParser: number;
  readonly fromParser: number;
  readonly calls: number;
  /** A ring that the kernel polls takes writes that strace does not see; libuv makes one for files where it may. */
  readonly hasPolledRing: boolean;
}

export interface AllowedWays {
  /** Of the product: clients are at the other end. */
  readonly apiPort: number;
  /** The process that starts parsers. */
  readonly apiPid: number;
  /** Where the language model listens. */
  readonly modelPort?: number;
}

export async function readTrace(file: string, forms: readonly ByteForm[], allowed: AllowedWays): Promise<TraceReport> {
  const wanted = forms.map(({ name, bytes }) => ({ name, text: inHex(bytes) }));
  const parsers = new Set<number>();
  const report = {
    leaks: [] as string[],
    toClient: 0,
    toModel: 0,
    toParser: 0,
    fromParser: 0,
    calls: 0,
    hasPolledRing: false,
  };
  for await (const line of createInterface({ input: createReadStream(file, 'latin1') })) {
    const call = parse(line);
    if (call === undefined) continue;
    report.calls += 1;
    if (call.name === 'io_uring_setup' && line.includes('IORING_SETUP_SQPOLL')) report.hasPolledRing = true;
    if (call.name === 'execve' && call.text.includes(PERMISSION)) parsers.add(call.pid);
    const form = wanted.find(({ text }) => call.text.includes(text));
    if (form === undefined) continue;
    if (isSocket(call, `:${allowed.apiPort}->`)) report.toClient += 1;
    else if (call.pid === allowed.apiPid && isSocket(call, `:${allowed.modelPort}]`)) report.toModel += 1;
    else if (parsers.has(call.pid) && call.descriptor === 1) report.fromParser += 1;
    else if (call.pid === allowed.apiPid && isChildPipe(call)) report.toParser += 1;
    else report.leaks.push(`${call.name} to ${call.target || 'a name'}: ${form.name}`);
  }
  return report;
}

interface Call {
  readonly pid: number;
  readonly name: string;
  readonly descriptor: number;
  /** What the descriptor is: a path, a socket with both its ends, a pipe. */
  readonly target: string;
  readonly text: string;
}

const inHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').replaceAll(/../g, String.raw`\x$&`);
const fromHex = (text: string): string =>
  text.replaceAll(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
/** The option that only a jailed parser is started with. */
const PERMISSION = `"${inHex(Buffer.from('--permission'))}"`;

function parse(line: string): Call | undefined {
  const [, pid, name = '', descriptor, target = ''] = /^(\d+)\s+(\w+)\((?:(\d+)<(.*?)>(?=, |\)))?/.exec(line) ?? [];
  if (pid === undefined) return undefined;
  // What one call gathers from several buffers is one text.
  const text = line.replaceAll(/", iov_len=\d+\}, \{iov_base="/g, '');
  return { pid: Number(pid), name, descriptor: Number(descriptor ?? -1), target: fromHex(target), text };
}

/** @param end As strace writes it: `:7420->` for our own end, `:8080]` for the other. */
function isSocket({ target }: Call, end: string): boolean {
  return /^TCP(v6)?:\[/.test(target) && target.includes(end);
}

/** Node gives children sockets for pipes; what is printed goes to descriptors 1 and 2. */
function isChildPipe({ target, descriptor }: Call): boolean {
  return descriptor > 2 && target.startsWith('UNIX-STREAM:');
}
