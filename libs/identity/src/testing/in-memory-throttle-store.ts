import { type Addition, type ThrottleRule, ThrottleStore } from '../limits/ports/throttle-store.port.js';
import { type Counted, countedAt, waitAt, windowStart } from '../limits/sliding-window.js';

interface Kept extends Counted {
  readonly blockedUntil: number;
  readonly expiresAt: number;
}

/** Counters of one process, forgotten with it. */
export class InMemoryThrottleStore extends ThrottleStore {
  readonly #kept = new Map<string, Kept>();

  get size(): number {
    return this.#kept.size;
  }

  override async enter(key: Uint8Array, rule: ThrottleRule, now: Date): Promise<number> {
    const at = now.getTime();
    const name = nameOf(key);
    const kept = this.#kept.get(name);
    if (!('free' in rule)) {
      const wait = kept === undefined ? 0 : waitAt(now, rule, kept);
      if (wait === 0) this.#add({ key, amount: 1, window: rule.window }, now);
      return wait;
    }
    const known = kept !== undefined && kept.expiresAt > at ? kept : undefined;
    if (known !== undefined && known.blockedUntil > at) return known.blockedUntil - at;
    const count = (known?.count ?? 0) + 1;
    const wait = count <= rule.free ? 0 : Math.min(rule.longest, 1000 * 2 ** (count - rule.free));
    const expiresAt = at + rule.forget;
    this.#kept.set(name, { count, previousCount: 0, startedAt: now, blockedUntil: wait && at + wait, expiresAt });
    return 0;
  }

  override async takeBack(key: Uint8Array): Promise<void> {
    const kept = this.#kept.get(nameOf(key));
    if (kept) this.#kept.set(nameOf(key), { ...kept, count: Math.max(0, kept.count - 1), blockedUntil: 0 });
  }

  override async clear(key: Uint8Array): Promise<void> {
    this.#kept.delete(nameOf(key));
  }

  override async add(additions: readonly Addition[], now: Date): Promise<Counted[]> {
    return additions.map((addition) => this.#add(addition, now));
  }

  override async read(key: Uint8Array): Promise<Counted | undefined> {
    const kept = this.#kept.get(nameOf(key));
    return kept && { count: kept.count, previousCount: kept.previousCount, startedAt: kept.startedAt };
  }

  override async sweep(now: Date, most: number): Promise<void> {
    const rest = [...this.#kept]
      .filter(([, { expiresAt, count, previousCount }]) => expiresAt > now.getTime() && count + previousCount > 0)
      .sort(([, a], [, b]) => b.expiresAt - a.expiresAt);
    this.#kept.clear();
    for (const [name, kept] of rest.slice(0, most)) this.#kept.set(name, kept);
  }

  #add({ key, amount, window }: Addition, now: Date): Counted {
    const kept = this.#kept.get(nameOf(key)) ?? { count: 0, previousCount: 0, startedAt: windowStart(now, window) };
    const { count, previousCount, startedAt } = countedAt(now, window, kept);
    const next = { count: count + amount, previousCount, startedAt };
    const expiresAt = startedAt.getTime() + 2 * window;
    this.#kept.set(nameOf(key), { ...next, blockedUntil: 0, expiresAt });
    return next;
  }
}

const nameOf = (key: Uint8Array): string => Buffer.from(key).toString('hex');
