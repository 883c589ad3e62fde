import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  type RetryPolicy,
  retry,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
} from 'cockatiel';
import { toVectorStoreError } from './failures.js';
import { VectorStoreUnavailableError } from './qdrant.errors.js';

const RETRIES = 2;
/** Of the exponential backoff with decorrelated jitter, in milliseconds. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 1_000;

export interface CircuitOptions {
  /** Attempts that fail one after another until the circuit opens. */
  readonly failures: number;
  /** Milliseconds between two questions whether the server is back. */
  readonly probeEvery: number;
  /** For one such question, in milliseconds. */
  readonly probeTimeout: number;
  /** Rejects while the server is not back. */
  readonly probe: (signal: AbortSignal) => Promise<void>;
}

/**
 * Every call to Qdrant goes through here: bounded in time, repeated where that may help, and not made at all while the
 * server is known to be down. All calls of the product can be repeated: points are written and removed by their ids.
 *
 * While the circuit is open, a timer asks for the server, so that what waits is sent although nobody searches; calls of
 * members are never the ones to try.
 */
export class Circuit {
  readonly #options: CircuitOptions;
  readonly #breaker: CircuitBreakerPolicy;
  readonly #retry: RetryPolicy;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CircuitOptions) {
    this.#options = options;
    this.#breaker = circuitBreaker(handleWhen(isUnavailable), {
      breaker: new ConsecutiveBreaker(options.failures),
      // The timer below decides when to try, whatever a clock that is set back says.
      halfOpenAfter: Number.NEGATIVE_INFINITY,
    });
    this.#retry = retry(
      // Whatever took all its time once takes it again.
      handleWhen((error) => isUnavailable(error) && !isTimeout(error) && this.isUp),
      {
        maxAttempts: RETRIES,
        backoff: new ExponentialBackoff({ initialDelay: FIRST_PAUSE, maxDelay: LONGEST_PAUSE }),
      },
    );
    this.#breaker.onBreak(() => this.#askLater());
  }

  get isUp(): boolean {
    return this.#breaker.state === CircuitState.Closed;
  }

  /** @param listener Called each time that the server is found again after the circuit was open. */
  whenBack(listener: () => void): void {
    this.#breaker.onReset(listener);
  }

  /** @param listener Called each time that the server is given up. */
  whenLost(listener: () => void): void {
    this.#breaker.onBreak(listener);
  }

  /**
   * @param limit Of one attempt, in milliseconds.
   * @throws {VectorStoreUnavailableError} at once while the circuit is open. The caller's own abort is thrown as it is.
   */
  run<T>(limit: number, call: (signal: AbortSignal) => Promise<T>, caller?: AbortSignal): Promise<T> {
    return this.#retry.execute(() => {
      caller?.throwIfAborted();
      if (!this.isUp) throw new VectorStoreUnavailableError();
      return this.#breaker.execute(() => attempt(limit, call, caller));
    }, caller);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#breaker.isolate();
    clearTimeout(this.#timer);
  }

  #askLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), this.#options.probeEvery).unref();
  }

  async #ask(): Promise<void> {
    try {
      await this.#breaker.execute(() => attempt(this.#options.probeTimeout, this.#options.probe));
    } catch (error) {
      // Still down: the circuit opened again, which set the timer.
      if (!isUnavailable(error)) throw error;
    }
  }
}

async function attempt<T>(limit: number, call: (signal: AbortSignal) => Promise<T>, caller?: AbortSignal): Promise<T> {
  try {
    return await timeout(limit, TimeoutStrategy.Aggressive).execute(({ signal }) => call(signal), caller);
  } catch (thrown) {
    caller?.throwIfAborted();
    throw toVectorStoreError(thrown);
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof VectorStoreUnavailableError;
}

function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error && error.cause instanceof Error)) return false;
  // The policy's own word, or fetch's for the signal that the policy aborted: whichever comes first.
  return error.cause instanceof TaskCancelledError || error.cause.name === 'AbortError';
}
