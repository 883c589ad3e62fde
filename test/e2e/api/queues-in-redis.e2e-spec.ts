import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Product, startProduct } from '../../harness/product.js';
import type { ProductClient } from '../../harness/product-client.js';
import { type RedisUnderTest, startRedis } from '../../harness/redis.js';

const ada = { name: 'Ada', email: 'ada@redis.example', passphrase: 'meadow trumpet cinder lattice plum' };
const CANARY = 'marzipanhelm';
const listSchema = z.object({
  data: z.array(z.object({ name: z.string(), failed: z.number() })),
  schedules: z.array(z.object({ key: z.string(), nextAt: z.string().nullable() })),
});

let folder: string;
let redis: RedisUnderTest;
let product: Product;
let owner: ProductClient;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hearthlore-redis-'));
  redis = await startRedis({ appendOnlyIn: folder });
  product = await startProduct({ env: { HEARTHLORE_QUEUE: 'redis', REDIS_URL: redis.url } });
  owner = await product.client().setsUp(product.setupCode, ada);
});
afterAll(async () => {
  await product.dispose();
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

const sweepNow = async (): Promise<number> => (await owner.post('/api/v1/admin/queues/schedules/sweep/run', {})).status;
const lastSweep = async (): Promise<string | undefined> => {
  const schema = z.object({
    schedules: z.array(
      z.object({ key: z.string(), last: z.object({ outcome: z.string(), at: z.string() }).nullable() }),
    ),
  });
  const { body, status } = await owner.get('/api/v1/admin/queues');
  if (status !== 200) return undefined;
  return schema.parse(body).schedules.find(({ key }) => key === 'sweep')?.last?.at;
};

it('works off what it is asked for, keeps its schedules, and comes back when Redis was killed', async () => {
  await owner.uploads('private.md', `# ${CANARY}\n\nThe ${CANARY} is under the stairs.\n`);
  expect((await owner.get('/api/v1/admin/retention/preview')).status).toBe(200);
  expect(await sweepNow()).toBe(202);
  await expect.poll(lastSweep, { timeout: 60_000 }).toBeDefined();
  const before = await lastSweep();
  const scheduled = async () => {
    const answer = await owner.get('/api/v1/admin/queues');
    return answer.status === 200
      ? listSchema.parse(answer.body).schedules.flatMap(({ key, nextAt }) => (nextAt === null ? [] : [key]))
      : [];
  };
  const schedules = await scheduled();
  expect(schedules).toEqual(expect.arrayContaining(['retention', 'erasure', 'sweep']));

  await redis.kill();
  expect((await owner.get('/api/v1/admin/queues')).body).toMatchObject({ status: 503, code: 'queue.unavailable' });
  expect((await owner.get('/api/v1/documents')).status).toBe(200);
  await redis.startAgain();
  await expect.poll(scheduled, { timeout: 60_000 }).toEqual(schedules);
  // Twice within a minute would be once.
  await expect
    .poll(async () => (await sweepNow()) === 202 && (await lastSweep()) !== before, {
      timeout: 150_000,
      interval: 5_000,
    })
    .toBe(true);
  const list = listSchema.parse((await owner.get('/api/v1/admin/queues')).body);
  expect(list.data.filter(({ failed }) => failed > 0)).toEqual([]);
});

it('has no word of a member in its files', () => {
  const files = globSync('appendonlydir/*', { cwd: folder });
  expect(files.length).toBeGreaterThan(0);
  const bytes = files.map((file) => readFileSync(join(folder, file), 'latin1')).join('\n');
  expect(bytes).toContain('hearthlore:sweep');
  for (const word of [CANARY, ada.email, ada.name, ada.passphrase, 'private.md']) expect(bytes).not.toContain(word);
}, 400_000);
