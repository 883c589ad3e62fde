import { Secret } from '@hearthlore/config';
import { createPool, MaintenanceTransactions, openDatabase } from '@hearthlore/database';
import { DrizzleExpiredDocuments } from '@hearthlore/documents';
import { JobQueues, PostgresQueues, QueueWorker } from '@hearthlore/jobs';
import type { UserId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { retentionProcessor } from './retention.processor.js';

const now = new Date('2026-06-01T00:00:00Z');
const PAST = '2026-05-31T23:59:59Z';
const FUTURE = '2026-06-01T00:00:01Z';

let opened: OwnedDatabase;
let pool: pg.Pool;
let backend: PostgresQueues;
let queues: JobQueues;
let owner: UserId;
let workers: QueueWorker<'retention'>[];

beforeAll(async () => {
  opened = await openAsApi();
  pool = createPool(new Secret(opened.database.urls.jobs), { max: 2, name: 'int-spec' });
  backend = new PostgresQueues(new Secret(opened.database.urls.queue));
  await backend.prepare();
  queues = new JobQueues(backend);
});
afterAll(async () => {
  await queues.close();
  await pool.end();
  await opened.close();
});
beforeEach(async () => {
  workers = [];
  owner = await insertMember(opened.transactions);
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close()));
  await queryAsSuperuser(opened.database, 'delete from record_sets');
});

function aWorker(): void {
  const transactions = new MaintenanceTransactions(openDatabase(pool));
  const handlers = retentionProcessor({ transactions }, new ManualClock(now));
  workers.push(new QueueWorker(backend, 'retention', handlers, { onFailure: () => undefined }));
}

const ask = (name: 'purge' | 'preview'): Promise<unknown> => queues.addAndWait('retention', name, {});

/** Many at once, as rows: what is in them does not matter to a purge. */
async function seed(count: number, expiresAt: string | null): Promise<void> {
  const text = `with ids as (select gen_random_uuid() as id from generate_series(1, $2)),
    sets as (insert into record_sets (owner_id, id, kind, key_version, salt, commitment, manifest, revision)
      select $1, id, 'document', 1, sha256('a'), sha256('b'), sha256('c'), 1 from ids),
    rows as (insert into records (owner_id, set_id, type, index, sealed)
      select $1, id, 1, 0, sha256('d') from ids)
    insert into documents (owner_id, id, state, dedupe_hash, expires_at)
      select $1, id, 'ready', sha256(id::text::bytea), $3::timestamptz from ids`;
  await queryAsSuperuser(opened.database, text, [owner, count, expiresAt]);
}

async function left(): Promise<{ documents: number; records: number; sets: number }> {
  const text = `select (select count(*) from documents)::int as documents, (select count(*) from records)::int as records,
    (select count(*) from record_sets where kind = 'document')::int as sets`;
  const [row] = await queryAsSuperuser<{ documents: number; records: number; sets: number }>(opened.database, text);
  return row ?? expect.unreachable();
}

/** A process that is killed after so many transactions. */
class DyingTransactions extends MaintenanceTransactions {
  #left: number;

  constructor(transactions: number) {
    super(openDatabase(pool));
    this.#left = transactions;
  }

  override run: MaintenanceTransactions['run'] = async (work) => {
    if (this.#left === 0) throw new Error('killed');
    this.#left -= 1;
    return super.run(work);
  };
}

describe('the purge that an admin asks for', () => {
  it('is shown first and changes nothing by that', async () => {
    await seed(3, PAST);
    await seed(2, FUTURE);
    await seed(2, null);
    aWorker();
    await expect(ask('preview')).resolves.toEqual({ expiredDocuments: 3, at: now.toISOString() });
    expect(await left()).toEqual({ documents: 7, records: 7, sets: 7 });
  });

  it('takes what is past its date with everything of it, and nothing else', async () => {
    await seed(3, PAST);
    await seed(2, FUTURE);
    await seed(2, null);
    aWorker();
    await expect(ask('purge')).resolves.toMatchObject({ expiredDocuments: 3 });
    expect(await left()).toEqual({ documents: 4, records: 4, sets: 4 });
    await expect(ask('purge')).resolves.toMatchObject({ expiredDocuments: 0 });
    await expect(ask('preview')).resolves.toMatchObject({ expiredDocuments: 0 });
  });

  it('is done once though two workers wait for it', async () => {
    await seed(5, PAST);
    aWorker();
    aWorker();
    await Promise.all([ask('purge'), ask('purge')]);
    expect(await left()).toEqual({ documents: 0, records: 0, sets: 0 });
  });
});

describe('a purge that is killed', () => {
  it('leaves whole documents or none, and the next run does the rest', async () => {
    await seed(450, PAST);
    await seed(3, null);
    // The note of the run and one batch.
    const dying = new DrizzleExpiredDocuments(new DyingTransactions(2));
    await expect(dying.purge(now)).rejects.toThrow('killed');
    const between = await left();
    expect(between).toEqual({ documents: 253, records: 253, sets: 253 });
    aWorker();
    await expect(ask('purge')).resolves.toMatchObject({ expiredDocuments: 250 });
    expect(await left()).toEqual({ documents: 3, records: 3, sets: 3 });
  });
});
