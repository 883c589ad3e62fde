import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { findJailTools, type JailTools } from './jail-tools.js';
import type { ParserLimits } from './parser-limits.js';
import { type ReachableProgram, reachableProgram } from './reachable-program.js';

/** User and group ids that nothing else on a system has: Debian Policy §9.2.2 leaves 60000–64999 unassigned at first. */
const FIRST_USER = 64_200;
const USERS = 200;
/** Threads and processes of one such user; Node has about a dozen threads. */
const TASKS = 32;
/** Descriptor under which the child inherits Node's binary. */
const BINARY_DESCRIPTOR = 3;

export type Protection =
  | 'permission model'
  | 'empty environment'
  | 'other user'
  | 'no new privileges'
  | 'resource limits'
  | 'no network interface';

export interface ParserJailOptions {
  /** Folder of the built parser program: `main.js` and pdf.js's data. */
  readonly programFolder: string;
  /** Folder for a copy of the program if the jail's user cannot reach it; the system's folder for temporary files by default. */
  readonly copies?: string;
  /** Node 26 or newer; the running one by default. */
  readonly nodePath?: string;
}

/**
 * Starts parser processes with no right but to compute: Node's permission model grants the program's own folder for
 * reading and nothing else, and the operating system takes away what it can besides. Each layer holds without the
 * others, because a flaw in pdf.js gives JavaScript, and a flaw in V8 gives the process.
 */
export class ParserJail {
  #started = 0;

  private constructor(
    private readonly program: ReachableProgram,
    private readonly nodePath: string,
    private readonly tools: JailTools,
    private readonly binary: number | undefined,
  ) {}

  static async prepare(options: ParserJailOptions): Promise<ParserJail> {
    const nodePath = options.nodePath ?? process.execPath;
    const tools = await findJailTools();
    if (!hasOtherUser()) {
      const program = { folder: options.programFolder, remove: () => Promise.resolve() };
      return new ParserJail(program, nodePath, tools, undefined);
    }
    const program = await reachableProgram(options.programFolder, options.copies);
    const isLinux = existsSync('/proc/self/fd');
    return new ParserJail(program, nodePath, tools, isLinux ? openSync(nodePath, 'r') : undefined);
  }

  /** What holds on this system, for the start-up log and the operator's checks. */
  get protections(): readonly Protection[] {
    const { prlimit, setpriv, withoutNetwork } = this.tools;
    return [
      'permission model',
      'empty environment',
      ...(hasOtherUser() ? ['other user' as const] : []),
      ...(setpriv ? ['no new privileges' as const] : []),
      ...(prlimit ? ['resource limits' as const] : []),
      ...(withoutNetwork && this.#canDropUserLater ? ['no network interface' as const] : []),
    ];
  }

  start(format: string, limits: ParserLimits): ChildProcess {
    const user = FIRST_USER + (this.#started++ % USERS);
    const [file, ...args] = [
      ...this.#networkless(),
      ...this.#privileges(user),
      ...this.#limits(limits),
      this.binary !== undefined ? `/proc/self/fd/${BINARY_DESCRIPTOR}` : this.nodePath,
      ...nodeArguments(this.program.folder, limits),
      format,
    ];
    return spawn(file, args, {
      cwd: '/',
      env: {},
      // What pdf.js complains of may quote the document: nobody reads stderr.
      stdio: ['pipe', 'pipe', 'ignore', ...(this.binary !== undefined ? [this.binary] : [])],
      ...(hasOtherUser() && !this.tools.setpriv && { uid: user, gid: user }),
    });
  }

  async close(): Promise<void> {
    if (this.binary !== undefined) closeSync(this.binary);
    await this.program.remove();
  }

  /** `unshare` needs root's rights, so it goes first, and then `setpriv` has to be there to drop them. */
  get #canDropUserLater(): boolean {
    return !hasOtherUser() || this.tools.setpriv !== undefined;
  }

  #networkless(): readonly string[] {
    return this.#canDropUserLater ? (this.tools.withoutNetwork ?? []) : [];
  }

  #privileges(user: number): string[] {
    if (this.tools.setpriv === undefined) return [];
    const identity = hasOtherUser() ? [`--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--inh-caps=-all'] : [];
    return [this.tools.setpriv, ...identity, '--no-new-privs', '--'];
  }

  #limits(limits: ParserLimits): string[] {
    if (this.tools.prlimit === undefined) return [];
    const { addressSpaceBytes, cpuSeconds } = limits;
    // Only a user of its own has a known number of processes.
    const tasks = hasOtherUser() ? [`--nproc=${TASKS}`] : [];
    const files = ['--core=0', '--fsize=0', '--nofile=64'];
    return [this.tools.prlimit, `--as=${addressSpaceBytes}`, `--cpu=${cpuSeconds}`, ...files, ...tasks, '--'];
  }
}

function nodeArguments(folder: string, { heapMegabytes }: ParserLimits): string[] {
  return [
    '--permission',
    `--allow-fs-read=${join(folder, '/')}`,
    `--max-old-space-size=${heapMegabytes}`,
    '--disallow-code-generation-from-strings',
    '--disable-sigusr1',
    '--no-warnings',
    join(folder, 'main.js'),
  ];
}

function hasOtherUser(): boolean {
  return process.getuid?.() === 0;
}
