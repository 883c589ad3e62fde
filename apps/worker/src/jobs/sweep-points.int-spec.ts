import { randomBytes } from 'node:crypto';
import { loadEnv, qdrantPlace, Secret } from '@hearthlore/config';
import { createPool, MaintenanceTransactions, openDatabase } from '@hearthlore/database';
import { JobQueues, PostgresQueues, QueueWorker } from '@hearthlore/jobs';
import type { DocumentId, UserId } from '@hearthlore/kernel';
import { PointNames, QdrantServer } from '@hearthlore/qdrant';
import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertErasableMember, makeDue } from '../../../../test/harness/erasable-member.js';
import { type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { qdrantServers } from '../../../../test/harness/qdrant/qdrant-servers.js';
import type { QdrantUnderTest } from '../../../../test/harness/qdrant/real-qdrant.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { sweepProcessor } from './sweep.processor.js';

const KEY = 'key-of-this-spec-0123456789abcdef';
const POINTS = 3;
const DIMENSIONS = 8;

const key = () => new Uint8Array(randomBytes(32));
const keys = { tenantKey: key(), auditKey: key(), signingSeed: key() };
const names = new PointNames(keys.tenantKey);

describe.each(qdrantServers())('the worker over $name', { timeout: 120_000 }, ({ start }) => {
  let opened: OwnedDatabase;
  let pool: pg.Pool;
  let qdrant: QdrantUnderTest;
  let server: QdrantServer;
  let queues: JobQueues;
  let worker: QueueWorker<'sweep'>;
  beforeAll(async () => {
    Logger.overrideLogger(false);
    opened = await openAsApi();
    pool = createPool(new Secret(opened.database.urls.jobs), { max: 2, name: 'int-spec' });
    qdrant = await start({ apiKey: KEY, usesTokens: true });
    const env = loadEnv({ QDRANT_URL: qdrant.url, QDRANT_API_KEY: KEY });
    const place = qdrantPlace(env);
    if (place === undefined) return expect.unreachable();
    server = new QdrantServer(place);
    const backend = new PostgresQueues(new Secret(opened.database.urls.queue));
    await backend.prepare();
    const transactions = new MaintenanceTransactions(openDatabase(pool));
    worker = new QueueWorker(backend, 'sweep', sweepProcessor({ transactions, env, ops: keys }), {
      onFailure: () => undefined,
    });
    queues = new JobQueues(backend);
  });
  afterAll(async () => {
    await worker.close();
    await queues.close();
    await server.close();
    await qdrant.close();
    await pool.end();
    await opened.close();
  });

  const sql = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    queryAsSuperuser<T>(opened.database, text, values);
  const sweeps = () => queues.addAndWait('sweep', 'sweep-points', {});

  async function aMember(): Promise<{ id: UserId; documents: DocumentId[]; collection: string }> {
    const { id } = await insertErasableMember(opened, { points: POINTS });
    const documents = (await sql<{ id: DocumentId }>('select id from documents where owner_id = $1', [id])).map(
      (row) => row.id,
    );
    const collection = names.collection(id, '0123456789abcdef');
    await server.collection(collection).ensure(DIMENSIONS);
    const vector = new Float32Array(DIMENSIONS).fill(1 / Math.sqrt(DIMENSIONS));
    await server.collection(collection).upsert(
      documents.flatMap((document) =>
        Array.from({ length: POINTS }, (_, ordinal) => ({
          id: names.pointId(document, ordinal),
          vector,
          payload: new Uint8Array([ordinal]),
        })),
      ),
    );
    return { id, documents, collection };
  }

  it('removes points of documents and collections of members that are gone, once it answers', async () => {
    const [anna, bert] = [await aMember(), await aMember()];
    await sql('delete from record_sets where id = $1', [anna.documents[0]]);
    await qdrant.stop();
    await expect(sweeps()).resolves.toEqual({ waitsFor: 'vector-store.unavailable' });
    expect(await sql('select 1 from document_points')).toHaveLength(6);
    await qdrant.startAgain();
    await expect(sweeps()).resolves.toEqual({ documents: 1, collections: 0 });
    await expect(server.collection(anna.collection).count()).resolves.toBe(2 * POINTS);
    await makeDue(opened, anna.id);
    await sql('delete from members where id = $1', [anna.id]);
    await expect(sweeps()).resolves.toEqual({ documents: 2, collections: 1 });
    await expect(server.list(names.installationPrefix)).resolves.toEqual([bert.collection]);
    await expect(sweeps()).resolves.toEqual({ documents: 0, collections: 0 });
  });

  it('gives up all collections for new ones, and fails no sweep of anything else while it is away', async () => {
    await aMember();
    await expect(queues.addAndWait('sweep', 'renew-points', {})).resolves.toMatchObject({ documents: 6 });
    await expect(server.list(names.installationPrefix)).resolves.toEqual([]);
    expect(await sql('select 1 from document_points where is_stored')).toEqual([]);
    await qdrant.stop();
    await expect(queues.addAndWait('sweep', 'sweep', {})).resolves.toMatchObject({ throttles: 0 });
    await expect(queues.addAndWait('sweep', 'renew-points', {})).resolves.toMatchObject({
      waitsFor: expect.any(String),
    });
    await qdrant.startAgain();
  });
});
