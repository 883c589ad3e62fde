import type { Secret } from '@hearthlore/config';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { CountersUnavailableError } from '../limits/limits.errors.js';
import { type Addition, type ThrottleRule, ThrottleStore } from '../limits/ports/throttle-store.port.js';
import { type Counted, waitAt, windowStart } from '../limits/sliding-window.js';

const PREFIX = 'hearthlore:throttle:';
/** Milliseconds: a sign-in rather fails than waits for a server that is gone. */
const PATIENCE = 2000;

/** Brings the counter KEYS[1] (c, p, s, b) into the window that starts at `start`; returns c, p, s as they are then. */
const ROLL = `
local function roll(key, start, window)
  local c, p, s = unpack(redis.call('HMGET', key, 'c', 'p', 's'))
  c, p, s = tonumber(c or 0), tonumber(p or 0), tonumber(s or start)
  if s < start then
    p = (s == start - window) and c or 0
    c, s = 0, start
  end
  return c, p, s
end
local function keep(key, c, p, s, window)
  redis.call('HSET', key, 'c', c, 'p', p, 's', s)
  redis.call('PEXPIRE', key, 2 * window)
end`;

const ENTER_WINDOW = `${ROLL}
local start, window, remaining, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local c, p, s = roll(KEYS[1], start, window)
if 1 + c + p * remaining > most then return {0, c, p, s} end
keep(KEYS[1], c + 1, p, s, window)
return {1, c + 1, p, s}`;

const ENTER_GROWING = `
local now, free, longest, forget = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local c, b, e = unpack(redis.call('HMGET', KEYS[1], 'c', 'b', 'e'))
c, b, e = tonumber(c or 0), tonumber(b or 0), tonumber(e or 0)
if e <= now then c, b = 0, 0 end
if b > now then return {0, b - now} end
c = c + 1
b = 0
if c > free then b = now + math.min(longest, 1000 * 2 ^ math.min(c - free, 30)) end
redis.call('HSET', KEYS[1], 'c', c, 'b', b, 'e', now + forget)
redis.call('PEXPIRE', KEYS[1], forget)
return {1, 0}`;

const TAKE_BACK = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HDEL', KEYS[1], 'b')
if redis.call('HINCRBY', KEYS[1], 'c', -1) < 0 then redis.call('HSET', KEYS[1], 'c', 0) end
return 1`;

const ADD = `${ROLL}
local amount, start, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local c, p, s = roll(KEYS[1], start, window)
keep(KEYS[1], c + amount, p, s, window)
return {c + amount, p, s}`;

const numbers = z.array(z.coerce.number());

/** Counters in Redis, for installations that have one: scripts, which run one at a time, and an expiry on every key. */
export class RedisThrottleStore extends ThrottleStore {
  readonly #redis: Redis;

  constructor(url: Secret) {
    super();
    this.#redis = new Redis(url.reveal(), {
      maxRetriesPerRequest: 1,
      commandTimeout: PATIENCE,
      connectTimeout: PATIENCE,
      retryStrategy: (attempt) => Math.min(attempt * 200, PATIENCE),
    });
    // It is told by the commands that fail; an event that nobody hears would end the process.
    this.#redis.on('error', () => undefined);
  }

  override async enter(key: Uint8Array, rule: ThrottleRule, now: Date): Promise<number> {
    if ('free' in rule) {
      const { free, longest, forget } = rule;
      const [entered, wait = 1] = await this.#run(ENTER_GROWING, key, [now.getTime(), free, longest, forget]);
      return entered === 1 ? 0 : wait;
    }
    const start = windowStart(now, rule.window).getTime();
    const remaining = 1 - (now.getTime() - start) / rule.window;
    const [entered, ...counted] = await this.#run(ENTER_WINDOW, key, [start, rule.window, remaining, rule.most]);
    return entered === 1 ? 0 : Math.max(1, waitAt(now, rule, toCounted(counted)));
  }

  override async takeBack(key: Uint8Array): Promise<void> {
    await this.#run(TAKE_BACK, key, []);
  }

  override async clear(key: Uint8Array): Promise<void> {
    await this.#asked(() => this.#redis.del(nameOf(key)));
  }

  override add(additions: readonly Addition[], now: Date): Promise<Counted[]> {
    return Promise.all(
      additions.map(async ({ key, amount, window }) =>
        toCounted(await this.#run(ADD, key, [amount, windowStart(now, window).getTime(), window])),
      ),
    );
  }

  override async read(key: Uint8Array): Promise<Counted | undefined> {
    const fields = await this.#asked(() => this.#redis.hmget(nameOf(key), 'c', 'p', 's'));
    return fields.includes(null) ? undefined : toCounted(numbers.parse(fields));
  }

  /** Redis forgets by itself what has expired, and its own memory limit is the cap. */
  override async sweep(): Promise<void> {}

  close(): void {
    this.#redis.disconnect();
  }

  async #run(script: string, key: Uint8Array, values: readonly number[]): Promise<number[]> {
    const result = await this.#asked(() => this.#redis.eval(script, 1, nameOf(key), ...values));
    return numbers.parse(Array.isArray(result) ? result : [result]);
  }

  async #asked<T>(command: () => Promise<T>): Promise<T> {
    try {
      return await command();
    } catch (cause) {
      throw new CountersUnavailableError({ cause });
    }
  }
}

const nameOf = (key: Uint8Array): string => `${PREFIX}${Buffer.from(key).toString('base64url')}`;

function toCounted([count = 0, previousCount = 0, startedAt = 0]: readonly number[]): Counted {
  return { count, previousCount, startedAt: new Date(startedAt) };
}
