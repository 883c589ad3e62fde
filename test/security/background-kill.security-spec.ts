import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ledgerFile } from '@hearthlore/backup';
import { type BackupId, newId, type UserId } from '@hearthlore/kernel';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AgedThings, DAY } from '../harness/ageing.js';
import { type ErasableMember, insertErasableMember, makeDue, rowsOf } from '../harness/erasable-member.js';
import { insertMember } from '../harness/members.js';
import { openBackup } from '../harness/security/opened-backup.js';
import { queuesThatDied, takeUpTheDead, untilIdle } from './background/dead-jobs.js';
import { ada, Household, succeeded } from './background/household.js';

/** A longer run: HEARTHLORE_KILLS=200. Everything is under way at each of them. */
const KILLS = Number(process.env['HEARTHLORE_KILLS'] ?? 16);
/** Another run gets other moments; the number that is printed gets the same ones. */
const SEED = Number(process.env['HEARTHLORE_KILL_SEED'] ?? Date.now() % 1_000_000);
/** More than goes in one transaction. */
const EXPIRED = 450;
const PROGRAM = join(import.meta.dirname, '../../dist/apps/cli/main.js');

/** What is waited for before the axe falls, and within how many milliseconds it falls then: as long as each takes. */
const FOCUSES = [
  { name: 'retention', within: 250 },
  { name: 'erasure', within: 900 },
  { name: 'backup', within: 500 },
  { name: 'export', within: 100 },
  { name: 'drill', within: 4000 },
  { name: 'nothing', within: 1500 },
] as const;
/** What has to be cut short once at least. */
const WANTED = ['retention', 'erasure', 'backup', 'export', 'master key'] as const;
/** Rounds for what was missed: on a quick machine a flow may be over each time that the axe falls. */
const MORE_KILLS = 10;
type Focus = (typeof FOCUSES)[number]['name'] | 'master key';

interface Round {
  readonly at: number;
  readonly focus: Focus;
  readonly delay: number;
}

const random = seeded(SEED);
const rounds = Array.from({ length: KILLS }, (_, at) => {
  const focus = FOCUSES[at % FOCUSES.length] ?? FOCUSES[0];
  return { at, focus: focus.name, delay: Math.round(random() * focus.within) };
});

let household: Household;
/** Documents of which the server said that they are ready, with a word that only they have. */
const acknowledged = new Map<string, string>();
/** Members whose time has come, by the id of their erasure. */
const due = new Map<string, { readonly member: ErasableMember; readonly whole: Readonly<Record<string, number>> }>();
let bystander: { readonly id: UserId; readonly rows: Readonly<Record<string, number>> };
let hoarder: UserId;
/** How often each flow was cut short. */
const cut = new Map<string, number>();

beforeAll(async () => {
  household = await Household.found();
  const { transactions, database } = household.life;
  const { id } = await insertErasableMember({ transactions, database });
  bystander = { id, rows: await rowsOf({ database }, id) };
  hoarder = await insertMember(transactions);
  await acknowledges('before');
});

afterAll(() => household.ends());

/** mulberry32 (Tommy Ettinger, public domain). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function acknowledges(word: string): Promise<void> {
  const document = await household.life.owner.uploads(`${word}.txt`, `The ${word} lies in the east.`);
  expect(document.state).toBe('ready');
  acknowledged.set(document.id, word);
}

/**
 * Everything at once: what goes by age, a member, a backup, an export, new data keys, a new master key; and last what
 * the axe waits for.
 */
async function setOff(at: number, focus: Focus): Promise<ChildProcess> {
  const { owner, queues, transactions, database } = household.life;
  await acknowledges(`anchorage${at}`);
  const things = new AgedThings(database, hoarder);
  await things.documents(new Date(Date.now() - 9 * DAY), { count: EXPIRED, expiresAt: new Date(Date.now() - DAY) });
  await things.documents(new Date(), { count: 3, expiresAt: new Date(Date.now() + DAY) });
  const member = await insertErasableMember({ transactions, database }, { documents: 250 });
  due.set(await makeDue({ database }, member.id), { member, whole: await rowsOf({ database }, member.id) });
  await household.stepsUp();
  const early = focus === 'master key' ? undefined : rotateMasterKey();
  const starts: Readonly<Record<(typeof FOCUSES)[number]['name'], () => Promise<unknown>>> = {
    retention: () => queues.add('retention', 'purge-now', {}),
    erasure: () => queues.add('erasure', 'erase-due', {}),
    backup: () => queues.add('backup', 'create-scheduled', {}),
    drill: () => queues.add('drill', 'run-scheduled', {}),
    export: () => owner.post('/api/v1/exports', {}).then(succeeded),
    nothing: () => owner.post('/api/v1/me/data-keys/rotate', {}).then(succeeded),
  };
  const others = FOCUSES.filter(({ name }) => name !== focus && name !== 'drill');
  await Promise.all(others.map(({ name }) => starts[name]()));
  if (focus !== 'master key') await starts[focus]();
  return early ?? rotateMasterKey();
}

function rotateMasterKey(): ChildProcess {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, HEARTHLORE_DATA_DIR: household.dataDir };
  return spawn(process.execPath, [PROGRAM, 'rotate', 'master'], { env, stdio: 'ignore' });
}

async function kill(rotation: ChildProcess): Promise<void> {
  const wasRotating = rotation.exitCode === null;
  const ended = wasRotating ? once(rotation, 'exit') : Promise.resolve();
  rotation.kill('SIGKILL');
  await household.dies();
  await ended;
  if (wasRotating) count('master key');
}

const count = (flow: string): void => void cut.set(flow, (cut.get(flow) ?? 0) + 1);

async function untilUnderWay(focus: Focus): Promise<void> {
  const text =
    focus === 'export'
      ? `select 1 from member_jobs where state = 'active' and kind = 'export'`
      : 'select 1 from bullmq.job where state = $1 and queue = $2';
  const values = focus === 'export' ? [] : ['active', focus];
  for (let tries = 0; tries < 1000; tries += 1) {
    if ((await household.sql(text, values)).length > 0) return;
    await sleep(5);
  }
}

/** Before anybody signs in and any job is taken up again. */
async function countWhatWasCut(): Promise<void> {
  for (const queue of await queuesThatDied(household)) count(queue);
  const [state] = await household.sql<{ exports: number; versions: number }>(
    `select (select count(*) from member_jobs where state = 'active' and kind = 'export')::int as exports,
            (select count(distinct key_version) from record_sets
              where owner_id = $1 and kind in ('document', 'conversation'))::int as versions`,
    [ownerId],
  );
  if ((state?.exports ?? 0) > 0) count('export');
  if ((state?.versions ?? 0) > 1) count('data keys');
}

let ownerId = '';

/** All there, or closed and in the ledger: nothing in between, at no moment. */
async function halfErased(): Promise<string[]> {
  const { database } = household.life;
  const inLedger = new Set(tombstones().map(({ tag }) => tag));
  const wrong: string[] = [];
  for (const [erasure, { member, whole }] of due) {
    const rows = await rowsOf({ database }, member.id);
    const [row] = await household.sql<{ state: string }>('select state from members where id = $1', [member.id]);
    if (row?.state === 'active' && JSON.stringify(rows) !== JSON.stringify(whole)) wrong.push(`${erasure}: torn`);
    const isLess = Object.entries(whole).some(([table, n]) => (rows[table] ?? 0) < n);
    if (isLess && !inLedger.has(member.tag)) wrong.push(`${erasure}: unknown to the ledger`);
  }
  return wrong;
}

async function unerased(): Promise<string[]> {
  const { database } = household.life;
  const lines = tombstones();
  const wrong: string[] = [];
  for (const [erasure, { member }] of due) {
    if (Object.keys(await rowsOf({ database }, member.id)).length > 0) wrong.push(`${erasure}: rows`);
    if (lines.filter(({ tag }) => tag === member.tag).length !== 1) wrong.push(`${erasure}: not once in the ledger`);
    const [row] = await household.sql<{ note: string | null }>('select note from erasure_receipts where id = $1', [
      erasure,
    ]);
    if (!/"documents":250\b/.test(row?.note ?? '')) wrong.push(`${erasure}: receipt ${row?.note}`);
  }
  return wrong;
}

function tombstones(): { readonly tag: string }[] {
  const file = ledgerFile(household.dataDir);
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  return lines.map((line) => z.object({ tag: z.string() }).parse(JSON.parse(line)));
}

/** @returns What is wrong with the acknowledged documents: lost, changed in state, or not to be found. */
async function missing(): Promise<string[]> {
  const { owner } = household.life;
  const states = new Map((await owner.lists()).map(({ id, state }) => [id, state]));
  const wrong: string[] = [];
  for (const [id, word] of acknowledged) {
    if (states.get(id) !== 'ready') wrong.push(`${word}: ${states.get(id)}`);
    const { data } = await owner.searches(word, { channels: ['lexical'], documentIds: [id] });
    if (!data.some(({ text }) => text.includes(word))) wrong.push(`${word}: not found`);
  }
  return wrong;
}

const backupSchema = z.object({
  state: z.string(),
  file: z.string().nullable(),
  verification: z.string().nullable(),
  removedAt: z.string().nullable(),
});

/** Every backup is whole and read back, or marked as failed; nothing else lies at the target. */
async function wrongBackups(): Promise<string[]> {
  const answer = succeeded(await household.life.owner.get('/api/v1/admin/backups'));
  const { data } = z.object({ data: z.array(backupSchema) }).parse(answer);
  const wrong = data
    .filter(({ state, verification }) => state !== 'failed' && !(state === 'completed' && verification === 'good'))
    .map(({ state, verification }) => `${state}: ${verification}`);
  const kept = data.filter(({ state, removedAt }) => state === 'completed' && removedAt === null);
  const expected = kept.flatMap(({ file }) => [`${file}`, `${file}.manifest`]);
  const strangers = readdirSync(household.target).filter((name) => !['ledger.jsonl', ...expected].includes(name));
  const gone = expected.filter((name) => !readdirSync(household.target).includes(name));
  const drills = await household.sql<{ state: string; error: string | null }>('select state, error from drills');
  for (const { state, error } of drills) if (state !== 'completed') wrong.push(`drill ${state}: ${error}`);
  return [...wrong, ...strangers.map((name) => `left over: ${name}`), ...gone.map((name) => `gone: ${name}`)];
}

const exportsSchema = z.object({ data: z.array(z.object({ id: z.string(), state: z.string() })) });

/** @returns Words of the acknowledged documents that are in no file of the newest export. */
async function missingInExport(): Promise<string[]> {
  const { owner } = household.life;
  const { data } = exportsSchema.parse(succeeded(await owner.get('/api/v1/exports')));
  if (data.length !== 1 || data[0]?.state !== 'ready') return [`exports: ${JSON.stringify(data)}`];
  const answer = await fetch(`${owner.url}/api/v1/exports/${data[0].id}/content`, {
    headers: { authorization: `Bearer ${owner.accessToken}` },
  });
  const files = Object.values(unzipSync(new Uint8Array(await answer.arrayBuffer())));
  const text = Buffer.concat(files).toString('utf8');
  return [...acknowledged.values()].filter((word) => !text.includes(`The ${word} lies in the east.`));
}

async function overdueOrTorn(): Promise<unknown> {
  const [row] = await household.sql(
    `select (select count(*) from documents where expires_at <= now())::int as overdue,
            (select count(*) from documents where owner_id = $1)::int as kept,
            (select count(*) from record_sets s where owner_id = $1 and kind = 'document'
               and not exists (select 1 from documents d where d.owner_id = s.owner_id and d.id = s.id))::int as orphans,
            (select count(*) from records r where not exists (
               select 1 from record_sets s where s.owner_id = r.owner_id and s.id = r.set_id))::int as loose,
            (select count(*) from retention_runs where finished_at is null and error is null)::int as open`,
    [hoarder],
  );
  return row;
}

async function survives({ at, focus, delay }: Round): Promise<void> {
  ownerId = household.life.owner.userId;
  const rotation = await setOff(at, focus);
  if (focus !== 'nothing' && focus !== 'master key') await untilUnderWay(focus);
  await sleep(delay);
  await kill(rotation);

  const { database, owner } = await household.rises();
  await countWhatWasCut();
  expect(await halfErased()).toEqual([]);
  await owner.signsIn(ada);
  expect(await missing()).toEqual([]);

  await takeUpTheDead(household);
  await untilIdle(household);
  expect(await missing()).toEqual([]);
  expect(await unerased()).toEqual([]);
  expect(await rowsOf({ database }, bystander.id)).toEqual(bystander.rows);
  expect(await overdueOrTorn()).toMatchObject({ overdue: 0, kept: 3 * (at + 1), orphans: 0, loose: 0 });
  expect(await wrongBackups()).toEqual([]);
  expect(await missingInExport()).toEqual([]);
}

describe('kill -9 of every process while everything is under way', () => {
  it.each(rounds)('at $focus, $delay ms in (number $at)', { timeout: 300_000 }, survives);

  it('cut short enough of each', { timeout: 900_000 }, async ({ annotate }) => {
    const missed = () => WANTED.filter((flow) => !cut.has(flow));
    const points = () => [...cut.values()].reduce((sum, n) => sum + n, 0);
    for (let more = 0; (missed().length > 0 || points() < KILLS * 2) && more < MORE_KILLS; more += 1) {
      const [focus = FOCUSES[more % FOCUSES.length]?.name ?? 'nothing'] = missed();
      const { within } = FOCUSES.find(({ name }) => name === focus) ?? { within: 500 };
      // Sooner each time.
      await survives({ at: KILLS + more, focus, delay: Math.round((random() * within) / 2 ** more) });
    }
    await annotate(
      `seed ${SEED}: ${KILLS} kills, ${points()} flows cut short: ${JSON.stringify(Object.fromEntries(cut))}`,
    );
    expect(missed()).toEqual([]);
    expect(points()).toBeGreaterThanOrEqual(KILLS * 2);
  });

  it('left backups that open, with everything that was acknowledged before them', async () => {
    const { owner, queues } = household.life;
    await queues.add('backup', 'create', { backupId: newId<BackupId>() });
    await untilIdle(household);
    const files = readdirSync(household.target).filter((name) => name.endsWith('.age'));
    expect(files.length).toBeGreaterThanOrEqual(3);
    for (const file of files) await openBackup(join(household.target, file), household.identity);
    const newest = await openBackup(join(household.target, files.sort().at(-1) ?? ''), household.identity);
    const [row] = await household.sql<{ n: number }>('select count(*)::int as n from documents where owner_id = $1', [
      owner.userId,
    ]);
    const rows = newest.get('data/documents.0001.copy')?.toString('hex') ?? '';
    expect(rows.split(owner.userId.replaceAll('-', '')).length - 1).toBe(row?.n);
    expect(newest.get('ledger.jsonl')?.toString('utf8')).toBe(readFileSync(ledgerFile(household.dataDir), 'utf8'));
  });
});
