import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, type Clock, type Id, type MemberJobId, newId, type UserId } from '@hearthlore/kernel';
import { type KeyCache, type MemberVault, opensSelf } from '@hearthlore/vault';
import { Logger } from '@nestjs/common';
import type { DrizzleMemberJobStore } from '../adapters/drizzle-member-job-store.js';
import type { MemberJob, MemberJobHandler, MemberJobKind, MemberJobOptions } from './member-job.js';
import { MemberJobNotFoundError } from './member-jobs.errors.js';

/** A job that ends its process, or fails for no reason of its own, is begun so many times. */
export const MOST_ATTEMPTS = 3;
const LISTED = 100;
/** Jobs that are over are listed for so long, in milliseconds. */
const KEEP_ENDED = 30 * 86_400_000;
const FAILED = 'job.failed';
/** Milliseconds before another try. */
const PAUSE = 5000;

export interface MemberJobEvents {
  publish(ownerId: UserId, event: MemberJobEvent): void;
}

export interface MemberJobEvent {
  readonly type: 'job.updated';
  readonly jobId: MemberJobId;
  readonly kind: MemberJobKind;
  readonly state: MemberJob['state'];
  readonly progress: number;
  readonly step: string | null;
  readonly error: string | null;
  readonly subjectId: Id<string> | null;
}

interface Registered extends MemberJobOptions {
  readonly handle: MemberJobHandler;
}

interface Running {
  readonly id: MemberJobId;
  readonly abort: AbortController;
  readonly isOver: Promise<unknown>;
}

/**
 * Work that needs its owner's keys, done in the process that has them: at once for a member who is signed in, else at
 * the next unlock. One job of a member at a time. It waits again when the keys leave, and a process that ends leaves its
 * jobs to the next one. [Note: Member jobs]
 */
export class MemberJobs {
  readonly #logger = new Logger(MemberJobs.name);
  readonly #handlers = new Map<MemberJobKind, Registered>();
  readonly #passes = new Map<UserId, Promise<void>>();
  readonly #running = new Map<UserId, Running>();
  readonly #closing = new AbortController();

  constructor(
    private readonly store: DrizzleMemberJobStore,
    private readonly keys: Pick<KeyCache, 'lease' | 'vaultsOf' | 'whenUnlocked'>,
    private readonly events: MemberJobEvents,
    private readonly clock: Clock,
    private readonly pause = PAUSE,
  ) {}

  /** Call it before {@link start}: a kind that nobody does waits. */
  register(kind: MemberJobKind, handle: MemberJobHandler, options: MemberJobOptions = {}): void {
    this.#handlers.set(kind, { handle, ...options });
  }

  /** Takes up what waits whenever a member's keys come. */
  start(): void {
    this.keys.whenUnlocked((vault) => {
      if (opensSelf(vault)) void this.#wake(vault.ownerId);
    });
  }

  /** @returns The one that is under way where there is one for the same thing. */
  async request(ownerId: UserId, kind: MemberJobKind, subjectId: Id<string> | null = null): Promise<MemberJobId> {
    const open = await this.store.findOpen(ownerId, kind, subjectId);
    if (open !== undefined) return open.id;
    const id = newId<MemberJobId>();
    await this.store.deleteEnded(ownerId, new Date(this.clock.now().getTime() - KEEP_ENDED));
    await this.store.insert(ownerId, { id, kind, subjectId });
    this.#tell(ownerId, await this.store.find(ownerId, id));
    void this.#wake(ownerId);
    return id;
  }

  /** @throws {MemberJobNotFoundError} */
  async get(ownerId: UserId, id: MemberJobId): Promise<MemberJob> {
    const job = await this.store.find(ownerId, id);
    if (job === undefined) throw new MemberJobNotFoundError();
    return job;
  }

  /** Newest first. */
  list(ownerId: UserId): Promise<MemberJob[]> {
    return this.store.list(ownerId, LISTED);
  }

  /** Nothing happens to one that is over. @throws {MemberJobNotFoundError} */
  async cancel(ownerId: UserId, id: MemberJobId): Promise<MemberJob> {
    const job = await this.get(ownerId, id);
    const cancelled = await this.store.cancel(ownerId, id, this.clock.now());
    if (cancelled === undefined) return this.get(ownerId, id);
    const running = this.#running.get(ownerId);
    if (running?.id === id) {
      running.abort.abort(new DOMException('cancelled', 'AbortError'));
      await running.isOver;
    }
    await this.#handlers.get(job.kind)?.afterFailure?.(ownerId, cancelled);
    this.#tell(ownerId, cancelled);
    return cancelled;
  }

  /** Resolves when nothing of this member is under way any more: what waits for keys goes on waiting. */
  async settled(ownerId: UserId): Promise<void> {
    await this.#passes.get(ownerId);
  }

  /** Ends what is under way, before the database goes. */
  async close(): Promise<void> {
    this.#closing.abort(new DOMException('the server stops', 'AbortError'));
    await Promise.allSettled(this.#passes.values());
  }

  #wake(ownerId: UserId): Promise<void> {
    const pass = (this.#passes.get(ownerId) ?? Promise.resolve()).then(() => this.#work(ownerId));
    this.#passes.set(ownerId, pass);
    return pass.finally(() => {
      if (this.#passes.get(ownerId) === pass) this.#passes.delete(ownerId);
    });
  }

  /** Does what waits while there are keys. Never rejects. */
  async #work(ownerId: UserId): Promise<void> {
    try {
      while (!this.#closing.signal.aborted) {
        const vault = this.keys.vaultsOf(ownerId).find(opensItself);
        const job = vault && (await this.store.claim(ownerId, [...this.#handlers.keys()]));
        if (vault === undefined || job === undefined) return;
        await this.#attempt(vault, job);
      }
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      this.#logger.error('a member job could not be taken up', error);
      // The database is away: what is left waits for it, or for the next unlock.
      setTimeout(() => void this.#wake(ownerId), this.pause).unref();
    }
  }

  async #attempt(vault: MemberVault, job: MemberJob): Promise<void> {
    const handler = this.#handlers.get(job.kind);
    if (handler === undefined) return;
    const { ownerId } = vault;
    // Its process ended each time before it could say so.
    if (job.attempts > MOST_ATTEMPTS) return this.#fail(ownerId, job, handler, FAILED);
    const abort = new AbortController();
    const signal = AbortSignal.any([abort.signal, vault.signal, this.#closing.signal]);
    const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
    this.#running.set(ownerId, { id: job.id, abort, isOver });
    this.#tell(ownerId, job);
    let endLease: (() => void) | undefined;
    try {
      endLease = this.keys.lease(vault);
      const counts = await handler.handle(vault, job, { signal, progress: this.#progressOf(ownerId, job.id) });
      const done = await this.store.finish(ownerId, job.id, 'completed', {
        at: this.clock.now(),
        ...(counts ? { counts } : {}),
      });
      this.#tell(ownerId, done);
      this.#logger.log('member job done', { jobId: job.id, kind: job.kind });
    } catch (error) {
      if (abort.signal.aborted) return;
      await this.#giveUp(ownerId, job, handler, error, signal.aborted);
    } finally {
      endLease?.();
      this.#running.delete(ownerId);
      end();
    }
  }

  async #giveUp(
    ownerId: UserId,
    job: MemberJob,
    handler: Registered,
    error: unknown,
    isInterrupted: boolean,
  ): Promise<void> {
    if (isInterrupted) {
      // On another device the member may be signed in still.
      const isLocked = this.#closing.signal.aborted || !this.keys.vaultsOf(ownerId).some(opensItself);
      const code = isLocked ? handler.interruptedCode?.(job) : undefined;
      if (code !== undefined) return this.#fail(ownerId, job, handler, code);
      this.#tell(ownerId, await this.store.release(ownerId, job.id, false));
      return;
    }
    this.#logger.warn('member job failed', error, { jobId: job.id, kind: job.kind, attempt: job.attempts });
    const isFinal = error instanceof AppError && error.kind !== 'unavailable';
    if (isFinal || job.attempts >= MOST_ATTEMPTS)
      return this.#fail(ownerId, job, handler, error instanceof AppError ? error.code : FAILED);
    await sleep(this.pause, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    this.#tell(ownerId, await this.store.release(ownerId, job.id, true));
  }

  async #fail(ownerId: UserId, job: MemberJob, handler: Registered, code: string): Promise<void> {
    await handler.afterFailure?.(ownerId, job);
    this.#tell(ownerId, await this.store.finish(ownerId, job.id, 'failed', { error: code, at: this.clock.now() }));
  }

  /** Only what changes is written. */
  #progressOf(ownerId: UserId, id: MemberJobId): (percent: number, step: string) => Promise<void> {
    let shown = '';
    return async (percent, step) => {
      const whole = Math.min(99, Math.max(0, Math.floor(percent)));
      if (shown === `${whole} ${step}`) return;
      shown = `${whole} ${step}`;
      this.#tell(ownerId, await this.store.progress(ownerId, id, whole, step));
    };
  }

  #tell(ownerId: UserId, job: MemberJob | undefined): void {
    if (job === undefined) return;
    const { id: jobId, kind, state, progress, step, error, subjectId } = job;
    this.events.publish(ownerId, { type: 'job.updated', jobId, kind, state, progress, step, error, subjectId });
  }
}

/** A vault that was locked in between leads to nothing. */
function opensItself(vault: MemberVault): boolean {
  return !vault.signal.aborted && opensSelf(vault);
}
