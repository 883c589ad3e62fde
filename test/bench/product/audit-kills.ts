import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { LogVerification, splitNotes, type VerificationReport } from '@hearthlore/audit';
import { auditTag } from '@hearthlore/crypto';
import { migrate } from '@hearthlore/database';
import { idBytes, newId, parseId } from '@hearthlore/kernel';
import { type BundledPostgres, startBundledPostgres, withClient } from '@hearthlore/machine';
import type { AppenderOptions } from './audit-appender.js';

const ROOT = join(import.meta.dirname, '../../..');
const DATABASE = 'hearthlore';
/** An appender lives for some number of acknowledged entries: at least this many, */
const SHORTEST_LIFE = 200;
/** and in the long run at most so many. */
const LONGEST_LIFE = 12_000;

/** A log that processes append to which do not live long. */
export interface AuditUnderKills {
  readonly acknowledged: ReadonlySet<string>;
  readonly kills: number;
  readonly alarms: number;
  readonly anchorFile: string;
  /** Runs appenders one after the other, each killed at a moment of its own, until so many entries are acknowledged. */
  appendUntil(entries: number): Promise<void>;
  /** Ends the server as a crash would, and starts it again. */
  crashDatabase(): Promise<void>;
  sql(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  verify(anchors?: readonly string[]): Promise<VerificationReport>;
  /** @returns How many acknowledged entries the log does not have. */
  countLost(): Promise<number>;
  close(): Promise<void>;
}

/** Signatures are left aside here: the roots are what tells. */
export async function startAuditUnderKills(longestLife = LONGEST_LIFE): Promise<AuditUnderKills> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hearthlore-audit-'));
  const start = (): Promise<BundledPostgres> => startBundledPostgres({ dataDir, isDurable: false, database: DATABASE });
  let postgres = await start();
  await migrate(postgres.urls.owner, join(ROOT, 'libs/database/migrations'));
  const anchorFile = join(dataDir, 'audit', 'checkpoints');
  const auditKey = randomBytes(32);
  const fixed = { installationId: newId(), anchorFile, signingSeed: randomBytes(32).toString('base64') };
  const acknowledged = new Set<string>();
  let [kills, alarms] = [0, 0];

  const sql: AuditUnderKills['sql'] = (text, values = []) =>
    withClient(postgres.superuserUrl.replace(/\/postgres$/, `/${DATABASE}`), async (client) => {
      return (await client.query<Record<string, unknown>>(text, [...values])).rows;
    });
  const live = async (): Promise<void> => {
    const options: AppenderOptions = { ...fixed, url: postgres.urls.app, auditKey: auditKey.toString('base64') };
    const child = startAppender(options);
    const life = randomInt(SHORTEST_LIFE, longestLife);
    let told = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'alarm') alarms += 1;
      else if (line !== 'intact') acknowledged.add(line);
      told += 1;
      if (told === life) child.kill('SIGKILL');
    }
    if (child.exitCode !== null) throw new Error(`the appender ended by itself with ${child.exitCode}`);
    kills += 1;
  };
  return {
    acknowledged,
    anchorFile,
    get kills() {
      return kills;
    },
    get alarms() {
      return alarms;
    },
    appendUntil: async (entries) => {
      while (acknowledged.size < entries) await live();
    },
    crashDatabase: async () => {
      process.kill(postgres.pid, 'SIGKILL');
      await postgres.ended;
      await postgres.stop().catch(() => undefined);
      postgres = await start();
    },
    sql,
    verify: async (anchors) =>
      verifyRows(sql, anchors ?? notesOf(anchorFile), `hearthlore/audit/${fixed.installationId}`),
    countLost: async () => {
      const rows = await sql('select encode(object, $1) as tag from audit_entries', ['hex']);
      const tags = new Set(rows.map(({ tag }) => tag));
      const isThere = (line: string): boolean => {
        const id = parseId(line);
        return id !== undefined && tags.has(Buffer.from(auditTag(auditKey, 'thing\0', idBytes(id))).toString('hex'));
      };
      return [...acknowledged].filter((line) => !isThere(line)).length;
    },
    close: async () => {
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function startAppender(options: AppenderOptions): ChildProcessByStdio<null, Readable, null> {
  const args = [join(ROOT, 'test/bench/run.mjs'), 'product/audit-appender', JSON.stringify(options)];
  return spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The notes of a file, as somebody has them who copied it. */
export function notesOf(file: string): string[] {
  return existsSync(file) ? splitNotes(readFileSync(file, 'utf8')) : [];
}

async function verifyRows(
  sql: AuditUnderKills['sql'],
  anchors: readonly string[],
  origin: string,
): Promise<VerificationReport> {
  const verification = new LogVerification(anchors);
  const notes = await sql('select note from audit_checkpoints order by size');
  const rows = await sql(
    `select seq::int, encode(leaf, 'base64') as leaf, entry, encode(actor, 'hex') as actor, encode(object, 'hex') as object
       from audit_entries order by seq`,
  );
  verification.add({ kind: 'log', origin, verifierKey: '', size: rows.length });
  for (const { note } of notes) verification.add({ kind: 'checkpoint', note: String(note) });
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  for (const { seq, leaf, entry, actor, object } of rows)
    verification.add({
      kind: 'entry',
      seq: Number(seq),
      leaf: String(leaf),
      entry: text(entry),
      actor: text(actor),
      object: text(object),
    });
  verification.add({ kind: 'end', entries: rows.length });
  return verification.finish();
}

/** @param entries How many, 100000 where not said. */
export async function main([entries = '100000']: readonly string[]): Promise<void> {
  const started = performance.now();
  const log = await startAuditUnderKills();
  await log.appendUntil(Number(entries));
  const report = await log.verify();
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(
    `${log.acknowledged.size} acknowledged, ${report.entries} in the log, ${log.kills} kills, ${seconds} s: ` +
      `${await log.countLost()} lost, ${log.alarms} alarms at start, ${report.findings.length} findings against ` +
      `${report.anchors} checkpoints outside and ${report.checkpoints} inside`,
  );
  await log.close();
}
