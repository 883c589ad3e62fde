import { throttleTag } from '@hearthlore/crypto';
import type { Clock } from '@hearthlore/kernel';
import { Logger } from '@nestjs/common';
import type { ThrottleStore } from './ports/throttle-store.port.js';
import type { RatePolicy } from './rate-policies.js';
import { type Counted, countedAt, estimateAt, waitAt, windowStart } from './sliding-window.js';

/** Milliseconds: so long a second process, or this one after a crash, may not know of a request. */
const WRITE_EVERY = 1000;
/** Shorter windows are over before it matters to write them down. */
const SHORTEST_WRITTEN = 10_000;
/** In memory at once: a flood from everywhere must not become one of memory. The oldest make room. */
const MOST_COUNTERS = 20_000;
/** In the store, likewise. */
const MOST_STORED = 200_000;
/** Milliseconds. */
const SWEEP_EVERY = 60_000;

/** One request, counted against one policy. */
export interface Take {
  readonly policy: RatePolicy;
  /** Whom it is counted for, such as `member:<id>`. */
  readonly subject: string;
}

/** How one policy stands after a request. */
export interface Standing {
  readonly policy: RatePolicy;
  readonly remaining: number;
  /** Milliseconds until the window is over. */
  readonly resetsIn: number;
  /** Milliseconds until there is room; 0 where the request was counted or another policy refused it. */
  readonly wait: number;
}

interface Counter {
  readonly key: Uint8Array;
  readonly window: number;
  counted: Counted;
  /** Counted here and not yet written. */
  pending: number;
}

/**
 * Counts requests in memory, where it costs microseconds, and writes the sums to the store behind their backs: a
 * restart or a second process knows them a second later. Where the store does not answer, requests are let through:
 * what must not be guessed has a throttle of its own that does not.
 */
export class RateLimiter {
  readonly #logger = new Logger(RateLimiter.name);
  readonly #counters = new Map<string, Counter>();
  #timers: NodeJS.Timeout[] = [];
  #writing: Promise<void> = Promise.resolve();

  /** @param scale Multiplies what every policy allows. */
  constructor(
    private readonly store: ThrottleStore,
    private readonly throttleKey: Uint8Array,
    private readonly clock: Clock,
    private readonly scale = 1,
  ) {}

  start(): void {
    const sweep = (): void => void this.store.sweep(this.clock.now(), MOST_STORED).catch(this.#warn);
    this.#timers = [setInterval(() => void this.write(), WRITE_EVERY), setInterval(sweep, SWEEP_EVERY)];
    for (const timer of this.#timers) timer.unref();
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.write();
  }

  /** Counts one request against all of these, or against none where one of them has no room. */
  async take(takes: readonly Take[]): Promise<Standing[]> {
    const counters: Counter[] = [];
    for (const take of takes) counters.push(this.#counters.get(nameOf(take)) ?? (await this.#load(take)));
    const now = this.clock.now();
    const waits = takes.map(({ policy }, place) => {
      const counter = counters[place];
      return counter === undefined ? 0 : waitAt(now, this.#ruleOf(policy), counter.counted);
    });
    const isAllowed = waits.every((wait) => wait === 0);
    return takes.map(({ policy }, place) => {
      const counter = counters[place];
      if (counter === undefined) throw new RangeError('a take without a counter');
      counter.counted = countedAt(now, policy.window, counter.counted);
      if (isAllowed) {
        counter.counted = { ...counter.counted, count: counter.counted.count + 1 };
        counter.pending += 1;
      }
      const { most } = this.#ruleOf(policy);
      return {
        policy: { ...policy, most },
        remaining: Math.max(0, Math.floor(most - estimateAt(now, policy.window, counter.counted))),
        resetsIn: policy.window - (now.getTime() - windowStart(now, policy.window).getTime()),
        wait: waits[place] ?? 0,
      };
    });
  }

  /** Writes what was counted since the last time, and learns what others counted. */
  write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write()).catch(this.#warn);
    return this.#writing;
  }

  async #write(): Promise<void> {
    const now = this.clock.now();
    for (const [name, { window, counted, pending }] of this.#counters)
      if (pending === 0 && estimateAt(now, window, counted) === 0) this.#counters.delete(name);
    const due = [...this.#counters.values()].filter(({ pending, window }) => pending > 0 && window >= SHORTEST_WRITTEN);
    if (due.length === 0) return;
    const amounts = due.map(({ pending }) => pending);
    const sums = await this.store.add(
      due.map(({ key, window }, place) => ({ key, window, amount: amounts[place] ?? 0 })),
      now,
    );
    for (const [place, counter] of due.entries()) {
      const sum = sums[place];
      if (sum === undefined) continue;
      counter.pending -= amounts[place] ?? 0;
      counter.counted = { ...sum, count: sum.count + counter.pending };
    }
  }

  async #load(take: Take): Promise<Counter> {
    const { policy, subject } = take;
    const key = throttleTag(this.throttleKey, `rate:${policy.name}`, subject);
    const isWritten = policy.window >= SHORTEST_WRITTEN;
    const stored = isWritten ? await this.store.read(key).catch(this.#warn) : undefined;
    const name = nameOf(take);
    // Another request of the same subject may have been quicker.
    const known = this.#counters.get(name);
    if (known !== undefined) return known;
    const counted = stored ?? { count: 0, previousCount: 0, startedAt: windowStart(this.clock.now(), policy.window) };
    const counter = { key, window: policy.window, counted, pending: 0 };
    this.#counters.set(name, counter);
    const oldest = this.#counters.size > MOST_COUNTERS ? this.#counters.keys().next().value : undefined;
    if (oldest !== undefined) this.#counters.delete(oldest);
    return counter;
  }

  #ruleOf({ most, window }: RatePolicy) {
    return { most: Math.max(1, Math.round(most * this.scale)), window };
  }

  readonly #warn = (error: unknown): undefined => {
    this.#logger.warn('counts are not written', error);
    return undefined;
  };
}

const nameOf = ({ policy, subject }: Take): string => `${policy.name}\0${subject}`;
