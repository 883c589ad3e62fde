import { Redis } from 'ioredis';
import type { Household } from './household.js';

/** Everything that the queues keep, in any state, as one text. */
export async function dumpQueues(household: Household, redisUrl: string | undefined): Promise<Buffer> {
  return Buffer.from(redisUrl === undefined ? await dumpSchema(household, 'bullmq') : await dumpRedis(redisUrl));
}

/** Every row of every table of a schema, binary values in hexadecimal. */
export async function dumpSchema(household: Household, schema: string, tables?: readonly string[]): Promise<string> {
  const found = await household.sql<{ name: string }>('select tablename as name from pg_tables where schemaname = $1', [
    schema,
  ]);
  const lines: string[] = [];
  for (const { name } of found) {
    if (tables !== undefined && !tables.includes(name)) continue;
    const rows = await household.sql<{ row: string }>(`select row_to_json(t)::text as row from ${schema}."${name}" t`);
    lines.push(...rows.map(({ row }) => `${name} ${row}`));
  }
  return lines.join('\n');
}

/** @returns Keys and values of whatever kind. */
async function dumpRedis(url: string): Promise<string> {
  const redis = new Redis(url);
  try {
    const lines: string[] = [];
    for (const key of await redis.keys('*')) lines.push(key, JSON.stringify(await valueOf(redis, key)));
    return lines.join('\n');
  } finally {
    redis.disconnect();
  }
}

async function valueOf(redis: Redis, key: string): Promise<unknown> {
  const kind = await redis.type(key);
  if (kind === 'hash') return redis.hgetall(key);
  if (kind === 'list') return redis.lrange(key, 0, -1);
  if (kind === 'set') return redis.smembers(key);
  if (kind === 'zset') return redis.zrange(key, '0', '-1');
  if (kind === 'stream') return redis.xrange(key, '-', '+');
  return redis.get(key);
}
