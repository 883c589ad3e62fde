import { loadEnv, Secret } from '@hearthlore/config';
import { createPool, MaintenanceTransactions, openDatabase } from '@hearthlore/database';
import { JobQueues, PostgresQueues, QueueWorker } from '@hearthlore/jobs';
import type { UserId } from '@hearthlore/kernel';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { sweepProcessor } from './sweep.processor.js';

const key = new Uint8Array(32);
const keys = { tenantKey: key, auditKey: key, signingSeed: key };

let opened: OwnedDatabase;
let pool: pg.Pool;
let owner: UserId;
beforeAll(async () => {
  opened = await openAsApi();
  pool = createPool(new Secret(opened.database.urls.jobs), { max: 2, name: 'int-spec' });
  owner = await insertMember(opened.transactions);
});
afterAll(async () => {
  await pool.end();
  await opened.close();
});

/** Two rows of each sort: one whose time has long passed, one that is needed still. */
async function seed(): Promise<void> {
  const insert = async (text: string): Promise<void> => {
    for (const [age, name] of [
      [200, 'old'],
      [-1, 'new'],
    ] as const)
      await queryAsSuperuser(
        opened.database,
        text.replaceAll('$at', `now() - interval '${age} days'`).replaceAll('$key', `'${name}'`),
        text.includes('$1') ? [owner] : [],
      );
  };
  await insert(`insert into throttles (key, count, window_started_at, expires_at) values ($key, 1, now(), $at)`);
  await insert(`insert into sessions (id, owner_id, sid_hash, verifier, idle_expires_at, absolute_expires_at)
    values (gen_random_uuid(), $1, $key, 'v', $at, $at)`);
  await insert(`insert into resets (id, owner_id, token_hash, kind, effective_at, expires_at)
    values (gen_random_uuid(), $1, $key, 'recover', now(), $at)`);
  await insert(`insert into invites (id, owner_id, token_hash, role, expires_at)
    values (gen_random_uuid(), $1, $key, 'member', $at)`);
  await insert(
    `insert into notices (id, owner_id, kind, created_at) values (gen_random_uuid(), $1, 'role-changed', $at)`,
  );
  await insert(`insert into ingest_box (id, owner_id, sealed, set_aside_at)
    values (gen_random_uuid(), $1, 'sealed', $at)`);
}

async function left(): Promise<Record<string, number>> {
  const tables = ['throttles', 'sessions', 'resets', 'invites', 'notices', 'ingest_box'];
  const counts = await Promise.all(
    tables.map(async (table) => {
      const [row] = await queryAsSuperuser<{ n: number }>(opened.database, `select count(*)::int as n from ${table}`);
      return [table, row?.n ?? 0] as const;
    }),
  );
  return Object.fromEntries(counts);
}

it('takes what has run out, once, and leaves what is needed', async () => {
  await seed();
  // An account hangs on it: it was taken up, and the inviter has not confirmed it yet.
  await queryAsSuperuser(
    opened.database,
    `insert into invites (id, owner_id, token_hash, role, expires_at, accepted_at)
     values (gen_random_uuid(), $1, 'accepted', 'member', now() - interval '200 days', now())`,
    [owner],
  );
  const backend = new PostgresQueues(new Secret(opened.database.urls.queue));
  await backend.prepare();
  const transactions = new MaintenanceTransactions(openDatabase(pool));
  const worker = new QueueWorker(backend, 'sweep', sweepProcessor({ transactions, env: loadEnv({}), ops: keys }), {
    onFailure: () => undefined,
  });
  const queues = new JobQueues(backend);
  try {
    const one = { throttles: 1, resets: 1, invites: 1, notices: 1, boxes: 1 };
    await expect(queues.addAndWait('sweep', 'sweep', {})).resolves.toEqual(one);
    // How long the rows of sessions stay is a rule of the installation, which retention follows.
    const rest = { throttles: 1, sessions: 2, resets: 1, invites: 2, notices: 1, ingest_box: 1 };
    expect(await left()).toEqual(rest);
    await expect(queues.addAndWait('sweep', 'sweep', {})).resolves.toMatchObject({ throttles: 0, invites: 0 });
    expect(await left()).toEqual(rest);
  } finally {
    await worker.close();
    await queues.close();
  }
});
