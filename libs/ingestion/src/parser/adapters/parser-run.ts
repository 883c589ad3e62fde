import type { ChildProcess } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import type { ParsedPage } from '../document-parser.port.js';
import {
  DocumentDamagedError,
  DocumentTimeoutError,
  DocumentUnsafeError,
  ParserUnavailableError,
} from '../document-unreadable.errors.js';
import { parseParserEvent } from '../parser-event.js';
import { unreadableError } from '../unreadable-reason.js';
import { watchMemory } from './memory-watch.js';
import type { ParserLimits } from './parser-limits.js';

/**
 * One parser process from its first byte to its death. Its output is taken as fast as it comes, up to the limit: a slow
 * caller must not look like a slow parser.
 */
export class ParserRun {
  readonly #decoder = new StringDecoder('utf8');
  readonly #pages: ParsedPage[] = [];
  readonly #total: NodeJS.Timeout;
  readonly #stopWatching: () => void;
  #idle: NodeJS.Timeout | undefined;
  #partial = '';
  #received = 0;
  #isReady = false;
  #outcome: { readonly error: unknown } | 'end' | undefined;
  #wake: (() => void) | undefined;

  constructor(
    private readonly child: ChildProcess,
    private readonly limits: ParserLimits,
  ) {
    this.#total = setTimeout(() => this.#fail(new DocumentTimeoutError()), limits.totalMilliseconds);
    this.#restartIdle();
    const memory = { bytes: limits.residentBytes, everyMilliseconds: limits.memoryCheckMilliseconds };
    const onExceeded = () => this.#fail(new DocumentUnsafeError());
    this.#stopWatching = child.pid === undefined ? () => undefined : watchMemory(child.pid, memory, onExceeded);
    child.on('error', (cause) => this.#fail(new ParserUnavailableError({ cause })));
    child.on('close', (code, signal) => this.#fail(this.#deathError(code, signal)));
    child.stdout?.on('data', (bytes: Buffer) => this.#receive(bytes));
  }

  /** @throws The signal's reason, and whatever ended the process before it was done. */
  async *pages(file: Uint8Array, signal: AbortSignal): AsyncGenerator<ParsedPage> {
    const onAbort = () => this.#fail(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    // The process may refuse or die before it has taken everything; why, `close` tells.
    this.child.stdin?.on('error', () => undefined).end(file);
    try {
      for (;;) {
        signal.throwIfAborted();
        const page = this.#pages.shift();
        if (page !== undefined) yield page;
        else if (this.#outcome === 'end') return;
        else if (this.#outcome !== undefined) throw this.#outcome.error;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Kills the process, if it still runs, and forgets what it said. */
  stop(): void {
    clearTimeout(this.#total);
    clearTimeout(this.#idle);
    this.#stopWatching();
    this.child.kill('SIGKILL');
    this.#pages.length = 0;
    this.#partial = '';
  }

  #receive(bytes: Buffer): void {
    if (this.#outcome !== undefined) return;
    this.#received += bytes.length;
    if (this.#received > this.limits.outputBytes) {
      this.#fail(new DocumentUnsafeError());
      return;
    }
    const lines = this.#decoder.write(bytes).split('\n');
    lines[0] = this.#partial + (lines[0] ?? '');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) this.#handle(line);
  }

  #handle(line: string): void {
    if (this.#outcome !== undefined) return;
    const event = parseParserEvent(line);
    // Not what our program writes: something else is in control of it.
    if (event === undefined || 'ready' in event === this.#isReady) this.#fail(new DocumentUnsafeError());
    else if ('ready' in event) this.#isReady = true;
    else if ('page' in event) this.#add(event.page);
    else if ('error' in event) this.#fail(unreadableError(event.error));
    else this.#settle('end');
  }

  #add(page: ParsedPage): void {
    this.#restartIdle();
    this.#pages.push(page);
    this.#wake?.();
  }

  #restartIdle(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#fail(new DocumentTimeoutError()), this.limits.idleMilliseconds);
  }

  #fail(error: unknown): void {
    this.#settle({ error });
  }

  #settle(outcome: { readonly error: unknown } | 'end'): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    this.child.kill('SIGKILL');
    clearTimeout(this.#total);
    clearTimeout(this.#idle);
    this.#stopWatching();
    this.#wake?.();
  }

  #deathError(code: number | null, signal: NodeJS.Signals | null): Error {
    const cause = new Error(`the parser process ended with ${signal ?? code}`);
    if (!this.#isReady) return new ParserUnavailableError({ cause });
    // The CPU limit's signals; our own SIGKILL comes with an outcome.
    if (signal === 'SIGXCPU' || signal === 'SIGKILL') return new DocumentTimeoutError({ cause });
    // V8 aborts or traps when its heap or the address space is used up.
    return signal === null ? new DocumentDamagedError({ cause }) : new DocumentUnsafeError({ cause });
  }
}
