import type { EmbedOptions } from '../embedding-model.port.js';
import { ModelUnavailableError } from '../../model.errors.js';
import type { SessionAnswer, SessionTask } from './session-messages.js';
import { type Session, SessionLostError } from './session-thread.js';
import { WorkQueue } from './work-queue.js';

/** Waiting tasks from which a further session pays: it takes 0.2 s of a core and 50 MB to start. */
const GROW_AT = 16;
/** A crash may have been the thread's own misfortune; a second one is the task's. */
const MAX_ATTEMPTS = 2;

export interface SessionPoolOptions {
  readonly start: () => Promise<Session>;
  /** Sessions under load; one is kept when idle. */
  readonly maxSessions: number;
  /** Milliseconds without work after which the sessions beyond the first are ended. */
  readonly idleMilliseconds: number;
}

interface Job {
  readonly task: SessionTask;
  readonly options: EmbedOptions;
  attempts: number;
  readonly resolve: (answer: SessionAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Spreads tasks over sessions that each run one at a time.
 * [Note: Sessions and memory] The first session lives as long as the pool; others start when work piles up and end after
 * a while without any, because each one holds its own copy of the weights and of the tokenizer.
 */
export class SessionPool {
  readonly #queue = new WorkQueue<Job>();
  readonly #idle = new Set<Session>();
  readonly #alive = new Set<Session>();
  #starting = 0;
  #closed = false;
  #shrinkTimer: NodeJS.Timeout | undefined;

  constructor(private readonly options: SessionPoolOptions) {}

  /** Sessions alive now. */
  get sessions(): number {
    return this.#alive.size;
  }

  /**
   * Starts the first session, so that a model that cannot run is noticed before it is offered.
   * @throws {SessionLostError} if it does not start.
   */
  async open(): Promise<void> {
    this.#welcome(await this.options.start());
  }

  /** @throws {ModelUnavailableError} @throws the signal's reason. */
  run(task: SessionTask, options: EmbedOptions): Promise<SessionAnswer> {
    if (options.signal.aborted) return Promise.reject(options.signal.reason);
    if (this.#closed) return Promise.reject(new ModelUnavailableError());
    return new Promise((resolve, reject) => {
      const leave = (): void => options.signal.removeEventListener('abort', abort);
      const job: Job = {
        task,
        options,
        attempts: 0,
        resolve: (answer) => (leave(), resolve(answer)),
        reject: (error) => (leave(), reject(error)),
      };
      const abort = (): void => {
        this.#queue.remove(job);
        job.reject(options.signal.reason);
      };
      options.signal.addEventListener('abort', abort, { once: true });
      this.#enqueue(job);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#shrinkTimer);
    this.#rejectQueued();
    await Promise.all([...this.#alive].map((session) => this.#end(session)));
  }

  #enqueue(job: Job): void {
    this.#queue.add(job, job.options.priority);
    this.#dispatch();
  }

  #dispatch(): void {
    for (const session of this.#idle) {
      const job = this.#queue.take();
      if (job === undefined) break;
      this.#idle.delete(session);
      void this.#work(session, job);
    }
    this.#growIfBehind();
    this.#shrinkWhenQuiet();
  }

  async #work(session: Session, job: Job): Promise<void> {
    job.attempts++;
    try {
      job.resolve(await session.run(job.task));
      this.#idle.add(session);
    } catch (error) {
      if (error instanceof SessionLostError) {
        await this.#end(session);
        this.#retry(job, error);
      } else {
        job.reject(new ModelUnavailableError({ cause: error }));
        this.#idle.add(session);
      }
    }
    this.#dispatch();
  }

  #retry(job: Job, cause: SessionLostError): void {
    if (job.options.signal.aborted) return;
    if (this.#closed || job.attempts >= MAX_ATTEMPTS) job.reject(new ModelUnavailableError({ cause }));
    else this.#queue.add(job, job.options.priority);
  }

  #growIfBehind(): void {
    const sessions = this.#alive.size + this.#starting;
    const isBehind = this.#queue.size >= (sessions === 0 ? 1 : GROW_AT);
    if (this.#closed || !isBehind || sessions >= this.options.maxSessions) return;
    this.#starting++;
    this.options.start().then(
      (session) => {
        this.#starting--;
        this.#welcome(session);
      },
      (cause: unknown) => {
        this.#starting--;
        if (this.#alive.size === 0) this.#rejectQueued(cause);
      },
    );
  }

  #welcome(session: Session): void {
    this.#alive.add(session);
    if (this.#closed) {
      void this.#end(session);
      return;
    }
    this.#idle.add(session);
    this.#dispatch();
  }

  /** Restarts the wait at every dispatch, so that it ends only after a time without any. */
  #shrinkWhenQuiet(): void {
    clearTimeout(this.#shrinkTimer);
    if (this.#closed || this.#alive.size <= 1) return;
    this.#shrinkTimer = setTimeout(() => {
      const spare = [...this.#idle].slice(0, this.#alive.size - 1);
      for (const session of spare) void this.#end(session);
    }, this.options.idleMilliseconds);
    this.#shrinkTimer.unref();
  }

  async #end(session: Session): Promise<void> {
    this.#idle.delete(session);
    this.#alive.delete(session);
    await session.close();
  }

  #rejectQueued(cause?: unknown): void {
    for (const job of this.#queue.drain()) job.reject(new ModelUnavailableError({ cause }));
  }
}
