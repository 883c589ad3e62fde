import type { Env } from '@hearthlore/config';
import { deriveThrottleKey } from '@hearthlore/crypto';
import {
  type AccountJournal,
  GuessThrottle,
  KnownDevices,
  PostgresThrottleStore,
  RateLimiter,
  RedisThrottleStore,
} from '@hearthlore/identity';
import type { Clock } from '@hearthlore/kernel';
import type { AuthBundle } from '@hearthlore/vault';
import type pg from 'pg';

/** What holds up guessing and overuse. */
export interface PlatformLimits {
  readonly throttle: GuessThrottle;
  readonly devices: KnownDevices;
  readonly limiter: RateLimiter;
  /** Writes down what was counted; the database has to be there still. */
  close(): Promise<void>;
}

export function openPlatformLimits(parts: {
  readonly env: Env;
  readonly pool: pg.Pool;
  readonly auth: Pick<AuthBundle, 'indexKey'>;
  readonly journal: AccountJournal;
  readonly clock: Clock;
}): PlatformLimits {
  const { env, pool, auth, journal, clock } = parts;
  const key = deriveThrottleKey(auth.indexKey);
  const redis = env.REDIS_URL === undefined ? undefined : new RedisThrottleStore(env.REDIS_URL);
  const store = redis ?? new PostgresThrottleStore(pool);
  const devices = new KnownDevices(key);
  const limiter = new RateLimiter(store, key, clock, env.HEARTHLORE_LIMITS_SCALE);
  limiter.start();
  return {
    throttle: new GuessThrottle(store, devices, key, clock, journal),
    devices,
    limiter,
    close: async () => {
      await limiter.stop();
      redis?.close();
    },
  };
}
