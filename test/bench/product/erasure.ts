import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckpointFile, openAuditLog, PostgresAuditStore } from '@hearthlore/audit';
import { FileErasureLedger } from '@hearthlore/backup';
import { Secret } from '@hearthlore/config';
import { createPool, MaintenanceTransactions, migrate, openDatabase, OwnerTransactions } from '@hearthlore/database';
import {
  DrizzleBackupHorizon,
  DrizzleErasingMembers,
  DrizzlePointRows,
  ErasureRun,
  PointsOutOfReach,
  PostgresStoreCleaning,
  ReceiptBook,
  ReceiptKey,
} from '@hearthlore/data-rights';
import { MemberEntries, PostgresQueues } from '@hearthlore/jobs';
import { newId, SystemClock, type UserId } from '@hearthlore/kernel';
import { startBundledPostgres, withClient } from '@hearthlore/machine';
import { Logger } from '@nestjs/common';
import { insertMember } from '../../harness/members.js';
import { describeSample } from './statistics.js';

const MIGRATIONS = join(import.meta.dirname, '../../../libs/database/migrations');
const DATABASE = 'hearthlore';
const PASSAGES = 10_000;
/** Of a page's text sealed, and of its vector of 384 numbers. */
const TEXT_BYTES = 1_200;
const VECTOR_BYTES = 1_600;
/** Longest that an erasure may take, in seconds. */
const GOAL = 10;

/**
 * How long the erasure of a member with 10,000 passages takes, from the account's closing to the receipt, beside
 * another member of the same size who stays. A durable database, as installed.
 */
export async function main([rounds = '3']: readonly string[]): Promise<void> {
  Logger.overrideLogger(false);
  const dataDir = mkdtempSync(join(tmpdir(), 'hearthlore-erasure-'));
  const postgres = await startBundledPostgres({ dataDir, database: DATABASE });
  const asSuperuser = new URL(`/${DATABASE}`, postgres.superuserUrl).href;
  await migrate(postgres.urls.owner, MIGRATIONS);
  const app = createPool(new Secret(postgres.urls.app), { max: 1, name: 'bench' });
  const jobs = createPool(new Secret(postgres.urls.jobs), { max: 2, name: 'bench' });
  const queues = new PostgresQueues(new Secret(postgres.urls.queue));
  await queues.prepare();
  const aMember = async (): Promise<UserId> => {
    const id = await insertMember(new OwnerTransactions(openDatabase(app)));
    await withClient(asSuperuser, (client) => client.query(FILL, [id, PASSAGES / 100, TEXT_BYTES, VECTOR_BYTES]));
    return id;
  };
  await aMember();

  const clock = new SystemClock();
  const keys = { auditKey: new Uint8Array(randomBytes(32)), signingSeed: new Uint8Array(randomBytes(32)) };
  const installationId = newId();
  const anchor = new CheckpointFile(join(dataDir, 'audit', 'checkpoints'));
  const audit = await openAuditLog({ store: new PostgresAuditStore(jobs), anchor, clock, installationId, keys });
  const transactions = new MaintenanceTransactions(openDatabase(jobs));
  const members = new DrizzleErasingMembers(transactions);
  const ledger = new FileErasureLedger({ dataDir, clock });
  const sources = { horizon: new DrizzleBackupHorizon(transactions, () => Promise.resolve([])), audit: audit.log };
  const receipts = new ReceiptBook(members, ledger, sources, new ReceiptKey(installationId, keys.signingSeed), clock);
  const cleaning = new PostgresStoreCleaning(new Secret(postgres.urls.jobs));
  const places = {
    queues: new MemberEntries(queues),
    points: new PointsOutOfReach(new DrizzlePointRows(transactions)),
  };
  const run = new ErasureRun(members, ledger, places, cleaning, receipts);

  const seconds: number[] = [];
  for (let round = 0; round < Number(rounds); round += 1) {
    const id = await aMember();
    await withClient(asSuperuser, (client) => client.query(DUE, [id, newId(), randomBytes(32)]));
    const began = performance.now();
    const { erased } = await run.run();
    seconds.push((performance.now() - began) / 1000);
    if (erased !== 1) throw new Error('nobody was erased');
  }
  console.log(`erasure of a member with ${PASSAGES} passages: ${describeSample(seconds, 2)} s, at most ${GOAL} s`);
  await audit.close();
  await Promise.all([app.end(), jobs.end()]);
  await postgres.stop();
  rmSync(dataDir, { recursive: true });
  if (Math.max(...seconds) > GOAL) throw new Error('slower than it may be');
}

/** A hundred passages a document: a record of text and one of vectors for each. Random bytes, as ciphertext is. */
const FILL = `WITH sets AS (
    INSERT INTO record_sets (owner_id, id, kind, key_version, salt, commitment, manifest, revision)
    SELECT $1, gen_random_uuid(), 'document', 1, sha256(gen_random_uuid()::text::bytea), sha256(gen_random_uuid()::text::bytea),
           sha256(gen_random_uuid()::text::bytea), 1 FROM generate_series(1, $2) RETURNING id),
  texts AS (
    INSERT INTO records (owner_id, set_id, type, index, sealed)
    SELECT $1, id, kind, n, (SELECT string_agg(sha256((id::text || n || kind || part)::bytea), '')
                               FROM generate_series(1, CASE kind WHEN 1 THEN $3::int ELSE $4::int END / 32) AS part)
      FROM sets, generate_series(1, 100) AS n, unnest(array[1, 2]) AS kind)
  INSERT INTO documents (owner_id, id, state, dedupe_hash) SELECT $1, id, 'ready', sha256(id::text::bytea) FROM sets`;
const DUE = `INSERT INTO erasures (owner_id, id, reason, effective_at, receipt_token_hash) VALUES ($1, $2, 'member', now(), $3)`;
