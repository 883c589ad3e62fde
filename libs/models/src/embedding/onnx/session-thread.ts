import { Worker } from 'node:worker_threads';
import { holdExitFor, newBusyFlag, releaseExit } from './exit-hold.js';
import {
  CLOSE,
  type SessionAnswer,
  type SessionReply,
  type SessionStart,
  type SessionTask,
  type SessionThreadData,
} from './session-messages.js';

/** Twice what tokenizer and messages need; weights and activations lie outside the heap. */
const HEAP_LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 };

/** The thread is gone, or never came up. Its task was not answered and may be given to another one. */
export class SessionLostError extends Error {
  constructor(options?: ErrorOptions) {
    super('The session ended', options);
    this.name = 'SessionLostError';
  }
}

/** The runtime refused this task; another session would refuse it too. */
export class SessionTaskError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SessionTaskError';
  }
}

/** What the pool needs of a session; the tests have one without a thread. */
export interface Session {
  /** One task at a time. @throws {SessionLostError} */
  run(task: SessionTask): Promise<SessionAnswer>;
  /** Resolves once the task in hand is done and the session is gone. */
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (reply: SessionReply) => void;
  readonly reject: (error: Error) => void;
}

/** Runs one task after the other on a worker thread. */
export class SessionThread implements Session {
  readonly #worker: Worker;
  readonly #busyFlag = newBusyFlag();
  #waiting: Waiting | undefined;
  #lost: SessionLostError | undefined;
  #busy: Promise<void> = Promise.resolve();

  private constructor(start: SessionStart) {
    const workerData: SessionThreadData = { start, busy: this.#busyFlag };
    this.#worker = new Worker(new URL('./session.worker.ts', import.meta.url), {
      workerData,
      resourceLimits: HEAP_LIMITS,
    });
    holdExitFor(this.#busyFlag);
    this.#worker.on('message', (reply: SessionReply) => this.#settle()?.resolve(reply));
    this.#worker.on('error', (cause) => this.#lose(new SessionLostError({ cause })));
    this.#worker.on('exit', () => this.#lose(new SessionLostError()));
  }

  /** @throws {SessionLostError} if the runtime cannot load the graph on the provider. */
  static async start(start: SessionStart): Promise<SessionThread> {
    const thread = new SessionThread(start);
    await thread.#reply();
    // An idle session must not keep the process from ending.
    thread.#worker.unref();
    return thread;
  }

  async run(task: SessionTask): Promise<SessionAnswer> {
    const reply = this.#reply();
    this.#worker.ref();
    Atomics.store(this.#busyFlag, 0, 1);
    this.#worker.postMessage(task);
    this.#busy = reply.then(
      () => this.#worker.unref(),
      () => undefined,
    );
    const result = await reply;
    if (result.kind === 'answer') return result.answer;
    throw new SessionTaskError(result.kind === 'error' ? result.message : 'unexpected reply');
  }

  /** Lets the task in hand finish and the thread end by itself: [Note: Threads that compute] in exit-hold.ts. */
  async close(): Promise<void> {
    await this.#busy;
    if (this.#lost !== undefined) return;
    const exit = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#worker.ref();
    this.#worker.postMessage(CLOSE);
    await exit;
  }

  #reply(): Promise<SessionReply> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  #settle(): Waiting | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting;
  }

  #lose(error: SessionLostError): void {
    this.#lost ??= error;
    releaseExit(this.#busyFlag);
    this.#settle()?.reject(this.#lost);
  }
}
