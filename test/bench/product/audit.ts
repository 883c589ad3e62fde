import { randomBytes } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditAction, CheckpointFile, openAuditLog, PostgresAuditStore } from '@hearthlore/audit';
import { Secret } from '@hearthlore/config';
import { createPool, migrate, openDatabase, OwnerTransactions } from '@hearthlore/database';
import { newId, SystemClock } from '@hearthlore/kernel';
import { JsonLogger } from '@hearthlore/observability';
import { Logger } from '@nestjs/common';
import { startBundledPostgres } from '@hearthlore/machine';
import { insertMember } from '../../harness/members.js';
import { percentile } from './statistics.js';

const MIGRATIONS = join(import.meta.dirname, '../../../libs/database/migrations');
const WARM_UP = 200;
const ALONE = 3000;
const TOGETHER = 32;
const ROUNDS = 100;

/** How long an append takes until it is on disk: one at a time, and many at once. A durable database, as installed. */
export async function main(): Promise<void> {
  // The lines beside the log are part of the work; where they go is not.
  Logger.overrideLogger(new JsonLogger('info', { write: () => undefined }));
  const dataDir = mkdtempSync(join(tmpdir(), 'hearthlore-audit-'));
  const postgres = await startBundledPostgres({ dataDir });
  await migrate(postgres.urls.owner, MIGRATIONS);
  const pool = createPool(new Secret(postgres.urls.app), { max: 2, name: 'bench' });
  const actorId = await insertMember(new OwnerTransactions(openDatabase(pool)));
  const audit = await openAuditLog({
    store: new PostgresAuditStore(pool),
    anchor: new CheckpointFile(join(dataDir, 'audit', 'checkpoints')),
    clock: new SystemClock(),
    installationId: newId(),
    keys: { auditKey: new Uint8Array(randomBytes(32)), signingSeed: new Uint8Array(randomBytes(32)) },
  });
  const append = async (): Promise<number> => {
    const started = performance.now();
    await audit.log.append({ action: AuditAction.sessionStarted, result: 'ok', actorId });
    return performance.now() - started;
  };
  for (let count = 0; count < WARM_UP; count += 1) await append();
  print('the disk alone (8 kB and fdatasync)', Array.from({ length: 500 }, disk(dataDir)));
  const alone: number[] = [];
  for (let count = 0; count < ALONE; count += 1) alone.push(await append());
  print('audit append, one at a time', alone, 1);
  const together: number[] = [];
  const began = performance.now();
  for (let round = 0; round < ROUNDS; round += 1)
    together.push(...(await Promise.all(Array.from({ length: TOGETHER }, append))));
  const perSecond = (ROUNDS * TOGETHER) / ((performance.now() - began) / 1000);
  print(`audit append, ${TOGETHER} at a time`, together);
  console.log(`  ${Math.round(perSecond)} entries a second`);
  await audit.close();
  await pool.end();
  await postgres.stop();
  rmSync(dataDir, { recursive: true });
}

/** What no log that keeps its word can be faster than, on this machine and at this moment. */
function disk(dataDir: string): () => number {
  const file = openSync(join(dataDir, 'disk'), 'w');
  process.once('exit', () => closeSync(file));
  const page = randomBytes(8192);
  return () => {
    const started = performance.now();
    writeSync(file, page);
    fdatasyncSync(file);
    return performance.now() - started;
  };
}

function print(name: string, sample: readonly number[], goal?: number): void {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(sample, share).toFixed(2));
  console.log(`${name}, ms: p50 ${p50}  p95 ${p95}  p99 ${p99}${goal ? `   goal p50 ${goal}` : ''}`);
}
