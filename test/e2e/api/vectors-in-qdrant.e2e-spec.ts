import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Secret } from '@hearthlore/config';
import { QdrantServer } from '@hearthlore/qdrant';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newDataDir, type Product, removeDataDir, startProduct } from '../../harness/product.js';
import type { Answer, ProductClient } from '../../harness/product-client.js';
import { qdrantServers } from '../../harness/qdrant/qdrant-servers.js';
import type { QdrantUnderTest } from '../../harness/qdrant/real-qdrant.js';
import { asDatabaseWriter } from '../../harness/security/running-database.js';

const PROGRAM = join(import.meta.dirname, '../../../dist/apps/cli/main.js');
const KEY = 'a-key-of-this-spec-0123456789abcdef';
const ada = { name: 'Ada', email: 'ada@qdrant.example', passphrase: 'meadow trumpet cinder lattice plum' };
const ben = { name: 'Ben', email: 'ben@qdrant.example', passphrase: 'gravel sonnet falcon mitten brook' };
const SLOW = { timeout: 90_000 };

const BOAT =
  '# Boat\n\nThe spare key of the boat hangs in the boathouse behind the oars.\n\n# Bread\n\nBake at 230 degrees.\n';
const ROOF = '# Roof\n\nThe roofer repaired the chimney in October and guarantees it for ten years.\n';

const statusSchema = z.object({
  state: z.string(),
  waiting: z.number(),
  documents: z.number(),
  collections: z.number(),
});
const searchSchema = z.object({
  data: z.array(z.looseObject({ documentId: z.string(), channels: z.object({ dense: z.number().optional() }) })),
  dense: z.string(),
  fallback: z.boolean(),
});

function succeeded({ status, body }: Answer): unknown {
  if (status >= 200 && status < 300) return body;
  throw new Error(`${status} ${JSON.stringify(body)}`);
}

describe.each(qdrantServers())('vectors in $name', { timeout: 120_000 }, ({ start }) => {
  const dataDir = newDataDir();
  let qdrant: QdrantUnderTest;
  let asked: QdrantServer;
  let product: Product;
  let owner: ProductClient;
  let boat: string;

  const settings = () => ({
    HEARTHLORE_DATA_DIR: dataDir,
    HEARTHLORE_VECTOR_STORE: 'qdrant',
    QDRANT_URL: qdrant.url,
    QDRANT_API_KEY: KEY,
  });
  /** As the operator of this machine. */
  async function hearthlore(args: readonly string[], env: NodeJS.ProcessEnv = settings()) {
    const { PATH, HOME } = process.env;
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      env: { PATH, HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code: child.exitCode, out, err };
  }
  const standing = async () => statusSchema.parse(succeeded(await owner.get('/api/v1/admin/vectors')));
  const collections = (): Promise<string[]> => asked.list('t_');
  const points = async (): Promise<number> => {
    let sum = 0;
    for (const name of await collections()) sum += await asked.collection(name).count();
    return sum;
  };
  const search = async (query: string) => searchSchema.parse(succeeded(await owner.post('/api/v1/search', { query })));
  const meaningOf = ({ data }: z.output<typeof searchSchema>) =>
    data.map(({ documentId, channels }) => [documentId, channels.dense]);
  const stepUp = async (who: ProductClient, { passphrase }: typeof ada): Promise<unknown> =>
    succeeded(await who.post('/api/v1/me/step-up', { passphrase }));
  const untilSent = async (documents: number): Promise<void> => {
    await expect.poll(standing, SLOW).toMatchObject({ state: 'up', waiting: 0, documents });
  };

  beforeAll(async () => {
    qdrant = await start({ apiKey: KEY, usesTokens: true });
    asked = new QdrantServer({
      url: qdrant.url,
      apiKey: new Secret(KEY),
      layout: { onDisk: true, quantization: 'none', shards: 1, replicas: 1 },
    });
  }, 120_000);
  afterAll(async () => {
    await product?.stop();
    await asked.close();
    await qdrant.close();
    removeDataDir(dataDir);
  });

  it('wait for somebody who agrees to what it learns, and says so', async () => {
    await expect(startProduct({ dataDir, env: settings() })).rejects.toThrow(/hearthlore vectors use qdrant/);
    const unasked = await hearthlore(['vectors', 'use', 'qdrant']);
    expect(unasked).toMatchObject({ code: 2, err: expect.stringContaining('obfuscation, not encryption') });
    await expect(hearthlore(['vectors', 'use', 'qdrant', '--agree'])).resolves.toMatchObject({
      code: 0,
      err: expect.stringContaining('What Qdrant learns'),
    });
    product = await startProduct({ dataDir, env: settings() });
    owner = await product.client().setsUp(product.setupCode, ada);
    expect(await collections()).toEqual([]);
  });

  it('find what was uploaded, and answer with its source', async () => {
    boat = (await owner.uploads('boat.md', BOAT)).id;
    await untilSent(1);
    expect(await points()).toBeGreaterThan(1);
    const found = await search('where is the key for the boat');
    expect(found).toMatchObject({ dense: 'used', fallback: false });
    expect(found.data[0]).toMatchObject({ documentId: boat, channels: { dense: expect.any(Number) } });
    const answer = await owner.asks('Where does the spare key of the boat hang?');
    expect(answer.text).toContain('boathouse');
    expect(answer.citations).toEqual([expect.objectContaining({ documentId: boat })]);
  });

  it('go on without it, with the same scores, and what is uploaded meanwhile is sent when it is back', async () => {
    const before = meaningOf(await search('where is the key for the boat'));
    await qdrant.stop();
    const without = await search('where is the key for the boat');
    expect(without).toMatchObject({ dense: 'used', fallback: true });
    expect(meaningOf(without)).toEqual(before);
    const roof = await owner.uploads('roof.md', ROOF);
    expect(roof.state).toBe('ready');
    await expect.poll(async () => (await search('guarantee of the chimney')).data[0]?.documentId, SLOW).toBe(roof.id);
    await expect.poll(standing, SLOW).toMatchObject({ state: 'down', waiting: 1 });
    const ready = await owner.get('/health/ready');
    expect(ready).toMatchObject({ status: 200, body: { status: 'up', degraded: ['vector-store'] } });
    expect((await owner.asks('Where does the spare key of the boat hang?')).text).toContain('boathouse');
    await qdrant.startAgain();
    await untilSent(2);
    await expect.poll(() => search('guarantee of the chimney'), SLOW).toMatchObject({ fallback: false });
    expect(meaningOf(await search('where is the key for the boat'))[0]).toEqual(before[0]);
  });

  it('go with their document', async () => {
    const [all, { id }] = [await points(), await owner.uploads('short.md', 'The cellar is dry since the spring.\n')];
    await untilSent(3);
    expect(await points()).toBeGreaterThan(all);
    expect((await owner.delete(`/api/v1/documents/${id}`)).status).toBeLessThan(300);
    await expect.poll(points, SLOW).toBe(all);
  });

  it('move to another collection when the data keys are rotated', async () => {
    const [all, [before]] = [await points(), await collections()];
    await stepUp(owner, ada);
    succeeded(await owner.post('/api/v1/me/data-keys/rotate', {}));
    await expect
      .poll(async () => {
        const now = await collections();
        return now.length === 1 && now[0] !== before && (await points()) === all;
      }, SLOW)
      .toBe(true);
    await untilSent(2);
    expect(await search('where is the key for the boat')).toMatchObject({ dense: 'used', fallback: false });
  });

  it('are made anew when a manager says so', async () => {
    const all = await points();
    for (const name of await collections()) await asked.collection(name).drop();
    succeeded(await owner.post('/api/v1/admin/vectors/rebuild', {}));
    await expect.poll(points, SLOW).toBe(all);
    await untilSent(2);
  });

  it('of the time before a backup was played back give way to new ones', async () => {
    const [all, [name = '']] = [await points(), await collections()];
    const vector = new Float32Array(384).fill(1 / Math.sqrt(384));
    await asked.collection(name).upsert([{ id: randomUUID(), vector, payload: new Uint8Array([1]) }]);
    // No backup has these tables.
    await asDatabaseWriter(dataDir, (client) => client.query('truncate document_points, point_collections'));
    owner = await product.client().signsIn(ada);
    await untilSent(2);
    expect(await collections()).toEqual([name]);
    expect(await points()).toBe(all);
  });

  it('are all gone before the receipt of an erased member says so', async () => {
    const member = await owner.admits(product.client(), ben);
    await member.uploads('diary.md', '# Diary\n\nThe ferry to the island leaves at seven.\n');
    await expect.poll(collections, SLOW).toHaveLength(2);
    await untilSent(3);
    const ours = await points();
    await stepUp(member, ben);
    const { receiptToken } = z
      .object({ receiptToken: z.string() })
      .parse(succeeded(await member.post('/api/v1/erasure', { confirm: ben.email })));
    await asDatabaseWriter(dataDir, (client) => client.query('update erasures set effective_at = now()'));
    succeeded(await owner.post('/api/v1/admin/queues/schedules/erasure/run', {}));
    const receipt = async (): Promise<string> => {
      const answer = await fetch(`${owner.url}/api/v1/erasure/receipt`, {
        headers: { 'x-erasure-token': receiptToken },
      });
      return answer.text();
    };
    await expect.poll(receipt, SLOW).toMatch(/points\\":[1-9]/);
    expect(await collections()).toHaveLength(1);
    expect(await points()).toBeLessThan(ours);
  });

  it('take in what came while the settings said not to use it', async () => {
    const all = await points();
    const restart = async (env: NodeJS.ProcessEnv): Promise<void> => {
      await product.stop();
      product = await startProduct({ dataDir, env: { ...settings(), ...env } });
      owner = await product.client().signsIn(ada);
    };
    await restart({ HEARTHLORE_VECTOR_STORE: 'sealed' });
    const attic = await owner.uploads(
      'attic.md',
      '# Attic\n\nThe sledge of the children stands behind the water tank.\n',
    );
    await expect.poll(async () => (await search('where is the sledge')).data[0]?.documentId, SLOW).toBe(attic.id);
    expect(await points()).toBe(all);
    await restart({});
    await untilSent(3);
    expect(await points()).toBeGreaterThan(all);
    const found = await search('where is the sledge');
    expect(found).toMatchObject({ dense: 'used', fallback: false });
    expect(found.data[0]?.documentId).toBe(attic.id);
  });

  it('are dropped with the way back, and nothing is found the worse', async () => {
    const refused = await hearthlore(['vectors', 'use', 'sealed'], {
      ...settings(),
      HEARTHLORE_PORT: new URL(product.url).port,
    });
    expect(refused).toMatchObject({ code: 3, err: expect.stringContaining('stop it') });
    expect(await collections()).toHaveLength(1);
    const before = meaningOf(await search('where is the key for the boat'));
    await product.stop();
    await expect(hearthlore(['vectors', 'use', 'sealed'])).resolves.toMatchObject({
      code: 0,
      out: expect.stringContaining('1 collections were dropped'),
    });
    expect(await collections()).toEqual([]);
    product = await startProduct({ dataDir, env: { ...settings(), HEARTHLORE_VECTOR_STORE: 'sealed' } });
    owner = await product.client().signsIn(ada);
    await expect.poll(async () => meaningOf(await search('where is the key for the boat')), SLOW).toEqual(before);
    await expect(search('where is the key for the boat')).resolves.toMatchObject({ fallback: false });
    expect(await collections()).toEqual([]);
  });
});
