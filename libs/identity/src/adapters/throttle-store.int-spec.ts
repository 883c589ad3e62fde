import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '@hearthlore/config';
import { type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { type RedisUnderTest, startRedis } from '../../../../test/harness/redis.js';
import { CountersUnavailableError } from '../limits/limits.errors.js';
import { describeThrottleStore } from '../testing/throttle-store.contract.js';
import { PostgresThrottleStore } from './postgres-throttle-store.js';
import { RedisThrottleStore } from './redis-throttle-store.js';

let opened: OwnedDatabase;
let redis: RedisUnderTest;
const stores: RedisThrottleStore[] = [];
beforeAll(async () => {
  [opened, redis] = await Promise.all([openAsApi(), startRedis()]);
});
afterAll(async () => {
  for (const store of stores) store.close();
  await Promise.all([opened.close(), redis.stop()]);
});

function openRedisStore(): RedisThrottleStore {
  const store = new RedisThrottleStore(new Secret(redis.url));
  stores.push(store);
  return store;
}

describeThrottleStore('the PostgreSQL store', () => new PostgresThrottleStore(opened.pool));
describeThrottleStore('the Redis store', openRedisStore);

describe('the PostgreSQL store', () => {
  const window = 60_000;
  const count = async (): Promise<number> =>
    Number((await opened.pool.query<{ n: string }>('select count(*) as n from throttles')).rows[0]?.n);

  it('sweeps what is over, what counts nothing, and what is beyond the cap', async () => {
    const store = new PostgresThrottleStore(opened.pool);
    const now = new Date();
    const later = new Date(now.getTime() + 10 * window);
    await opened.pool.query('delete from throttles');
    const keys = Array.from({ length: 50 }, () => new Uint8Array(randomBytes(16)));
    await store.add(
      keys.map((key) => ({ key, amount: 1, window })),
      now,
    );
    const kept = new Uint8Array(randomBytes(16));
    await store.add([{ key: kept, amount: 1, window }], later);
    await store.sweep(now, 20);
    expect(await count()).toBe(20);
    expect(await store.read(kept)).toBeDefined();
    await store.sweep(later, 20);
    expect(await count()).toBe(1);
    await store.takeBack(kept);
    await store.sweep(later, 20);
    expect(await count()).toBe(0);
  });
});

describe('the Redis store', () => {
  it('lets every counter expire', async () => {
    const store = openRedisStore();
    const key = new Uint8Array(randomBytes(16));
    await store.enter(key, { most: 2, window: 30 }, new Date());
    await expect.poll(() => store.read(key)).toBeUndefined();
  });

  it('lets no try pass uncounted while there is no server', async () => {
    const store = new RedisThrottleStore(new Secret('redis://127.0.0.1:1'));
    const entering = store.enter(new Uint8Array(16), { most: 2, window: 1000 }, new Date());
    await expect(entering).rejects.toThrow(CountersUnavailableError);
    store.close();
  });
});
