import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '@hearthlore/machine';
import { type BackupId, newId } from '@hearthlore/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Credentials, ProductClient } from '../harness/product-client.js';
import { type RedisUnderTest, startRedis } from '../harness/redis.js';
import { byteForms } from '../harness/security/byte-forms.js';
import { formsIn, searchFolders } from '../harness/security/byte-search.js';
import { openBackup } from '../harness/security/opened-backup.js';
import { clusterFolder } from '../harness/security/running-database.js';
import { takeUpTheDead } from './background/dead-jobs.js';
import { Household, succeeded } from './background/household.js';
import { type Listener, startMailServer, startWebhook } from './background/listeners.js';
import { dumpQueues, dumpSchema } from './background/queue-dump.js';
import { untilSettled } from './background/settled.js';

/** Every secret of this run begins with it, so one search finds all of them. */
const MARK = `hld${randomBytes(8).toString('hex')}`;
const secret = (what: string): string => `${MARK}${what}`;
const forms = byteForms(MARK);

const ada: Credentials = {
  name: secret('ada'),
  email: `${secret('ada')}@example.org`,
  passphrase: `${secret('adapass')} and three more words`,
};
const ben: Credentials = {
  name: secret('ben'),
  email: `${secret('ben')}@example.org`,
  passphrase: `${secret('benpass')} and three more words`,
};
/** Whose rows tell what was done about members, in clear. */
const BOOKS = [
  'member_jobs',
  'backups',
  'drills',
  'incidents',
  'retention_runs',
  'retention_state',
  'retention_rules',
  'member_retention',
  'erasures',
  'erasure_receipts',
  'exports',
  'notices',
  'installation',
];

const jobSchema = z.object({ id: z.string(), state: z.string(), error: z.string().nullable() });
const stateSchema = z.object({ id: z.string(), state: z.string(), error: z.string().nullable() });
const listSchema = z.object({ data: z.array(stateSchema) });

describe.each(['postgres', 'redis'] as const)('a day of work in the background, with queues in %s', (backend) => {
  const startedAt = Date.now();
  const foreignFolders = readdirSync(tmpdir())
    .filter((name) => name.startsWith('hearthlore-'))
    .map((name) => join(tmpdir(), name));
  const redisFolder = mkdtempSync(join(tmpdir(), 'hearthlore-redis-'));
  const metricsToken = randomBytes(16).toString('hex');
  let household: Household;
  let redis: RedisUnderTest | undefined;
  let mail: Listener;
  let hook: Listener;
  let metricsPort: number;
  let owner: ProductClient;
  /** What each flow came to. */
  let day: Awaited<ReturnType<typeof aDay>>;

  beforeAll(async () => {
    mail = await startMailServer((address) => address === ben.email);
    hook = await startWebhook();
    metricsPort = await findFreePort();
    redis = backend === 'redis' ? await startRedis({ appendOnlyIn: redisFolder }) : undefined;
    household = await Household.found(
      {
        HEARTHLORE_LOG_LEVEL: 'debug',
        HEARTHLORE_SMTP_URL: mail.url,
        HEARTHLORE_NOTIFY_WEBHOOK: hook.url,
        HEARTHLORE_METRICS_PORT: String(metricsPort),
        HEARTHLORE_METRICS_TOKEN: metricsToken,
        ...(redis === undefined ? {} : { HEARTHLORE_QUEUE: 'redis', REDIS_URL: redis.url }),
      },
      ada,
    );
    day = await aDay();
  }, 600_000);

  afterAll(async () => {
    await household.ends();
    await Promise.all([mail.close(), hook.close(), redis?.stop()]);
    rmSync(redisFolder, { recursive: true, force: true });
  });

  async function aDay() {
    ({ owner } = household.life);
    const member = await owner.admits(household.life.product.client(), ben);
    const [first, second, third] = [
      await owner.uploads(`${secret('file')}.md`, `# Oven\n\nThe oven was repaired by ${secret('words')}.\n`),
      await owner.uploads(`${secret('old')}.md`, `# Old\n\nThe ${secret('gone')} is gone tomorrow.\n`),
      await owner.uploads(`${secret('late')}.md`, `# Late\n\nThe ${secret('next')} goes next week.\n`),
    ];
    await member.uploads(`${secret('hers')}.txt`, `The ${secret('shed')} is locked.`);
    await owner.asks(`Who repaired the oven, ${secret('question')}?`);
    const bodies = { 'content-type': 'application/json' };
    const title = JSON.stringify({ title: secret('title') });
    succeeded(await owner.send(`/api/v1/documents/${first.id}`, { method: 'PATCH', headers: bodies, body: title }));

    const moved = await takeAlong(member);
    await letThingsGo(second.id, third.id);
    const outage = await backUpAcrossAnOutage();
    const { receipt, refused, dump, left } = await leave();
    const failed = await failInEveryWay();
    const drill = await untilOver(
      '/api/v1/admin/drills',
      await owner.post('/api/v1/admin/drills', { kind: 'automatic' }),
    );
    const incident = { kind: 'suspected-intrusion', severity: 'high' };
    const { id } = z.object({ id: z.string() }).parse(succeeded(await owner.post('/api/v1/admin/incidents', incident)));
    const change = JSON.stringify({ change: 'acknowledge' });
    succeeded(await owner.send(`/api/v1/admin/incidents/${id}`, { method: 'PATCH', headers: bodies, body: change }));
    await untilSettled(household);
    const authorization = `Bearer ${metricsToken}`;
    const metrics = await fetch(`http://127.0.0.1:${metricsPort}/metrics`, { headers: { authorization } });
    return {
      moved,
      outage,
      receipt,
      refused,
      dump,
      left,
      failed,
      drill,
      gone: second.id,
      metrics: await metrics.text(),
    };
  }

  /** An export with a passphrase, brought in by another member; and three that cannot be. */
  async function takeAlong(member: ProductClient): Promise<(string | null)[]> {
    await household.stepsUp();
    succeeded(await member.post('/api/v1/me/step-up', { passphrase: ben.passphrase }));
    const passphrase = secret('export');
    const exported = z
      .object({ id: z.string(), jobId: z.string() })
      .parse(succeeded(await owner.post('/api/v1/exports', { passphrase })));
    await untilSettled(household);
    const answer = await fetch(`${owner.url}/api/v1/exports/${exported.id}/content`, {
      headers: { authorization: `Bearer ${owner.accessToken}` },
    });
    const file = new Uint8Array(await answer.arrayBuffer());
    const outcomes: (string | null)[] = [];
    const tries: readonly (readonly [Uint8Array, string])[] = [
      [file, secret('wrong')],
      [file.subarray(0, file.length >> 1), passphrase],
      [Buffer.from(`PK\u0003\u0004${secret('zip')}`), ''],
      [file, passphrase],
    ];
    for (const [content, word] of tries) outcomes.push(await importInto(member, content, word));
    return outcomes;
  }

  async function importInto(member: ProductClient, content: Uint8Array, passphrase: string): Promise<string | null> {
    const body = new FormData();
    if (passphrase !== '') body.set('passphrase', passphrase);
    body.set('file', new Blob([new Uint8Array(content)]), `${secret('export')}.zip.age`);
    const answer = await member.send('/api/v1/imports', { method: 'POST', body });
    if (answer.status !== 202) return z.object({ code: z.string() }).parse(answer.body).code;
    await untilSettled(household);
    const { id } = jobSchema.parse(answer.body);
    return jobSchema.parse(succeeded(await member.get(`/api/v1/jobs/${id}`))).error;
  }

  async function letThingsGo(gone: string, late: string): Promise<void> {
    const { queues } = household.life;
    await household.sql(`update documents set expires_at = now() - interval '1 hour' where id = $1`, [gone]);
    await household.sql(`update documents set expires_at = now() + interval '3 days' where id = $1`, [late]);
    succeeded(await owner.get('/api/v1/admin/retention/preview'));
    succeeded(await owner.post('/api/v1/admin/retention/runs', {}));
    await queues.add('retention', 'tell-ahead', {});
    await untilSettled(household);
  }

  /** What waits while the queue is paused outlives the death of whoever keeps it. */
  async function backUpAcrossAnOutage() {
    const queue = '/api/v1/admin/queues/backup';
    succeeded(await owner.post(`${queue}/pause`, {}));
    const asked = stateSchema.parse(succeeded(await owner.post('/api/v1/admin/backups', {})));
    let while_: unknown;
    if (redis === undefined) {
      await household.dies();
      ({ owner } = await household.rises());
      await owner.signsIn(ada);
      await takeUpTheDead(household);
    } else {
      await redis.kill();
      const [away, search] = await Promise.all([owner.get('/api/v1/admin/queues'), owner.searches('oven')]);
      while_ = { status: away.status, found: search.data.length > 0 };
      await redis.startAgain();
    }
    const waiting = (await household.life.admin.list()).find(({ name }) => name === 'backup')?.waiting;
    succeeded(await owner.post(`${queue}/resume`, {}));
    await untilSettled(household);
    succeeded(await owner.post(`/api/v1/admin/backups/${asked.id}/verify`, {}));
    await untilSettled(household);
    const made = await owner.get(`/api/v1/admin/backups/${asked.id}`);
    return { waiting, while_, made: made.body };
  }

  async function leave() {
    // Nobody is signed in any more where everything died, and it serves at another port.
    const there = household.life.product.client();
    await there.signsIn(ben);
    succeeded(await there.post('/api/v1/me/step-up', { passphrase: ben.passphrase }));
    const asked = succeeded(await there.post('/api/v1/erasure', { confirm: ben.email }));
    const { receiptToken } = z.object({ receiptToken: z.string() }).parse(asked);
    // The notice is asked for after the answer: an empty queue may be one that nothing has come to yet.
    const refused = await untilRefused();
    await untilSettled(household);
    // With the member what the queues know of the member goes as well.
    const dump = await dumpQueues(household, redis?.url);
    await household.sql(`update erasures set effective_at = now() where owner_id = $1`, [there.userId]);
    await household.life.queues.add('erasure', 'erase-due', {});
    await untilSettled(household);
    const receipt = await receiptOf(`${there.url}/api/v1/erasure/receipt`, receiptToken);
    return { receipt, refused, dump, left: await household.life.admin.deadLetters('notify') };
  }

  /** There is none before the erasure is done. */
  async function receiptOf(url: string, token: string): Promise<string> {
    for (;;) {
      const answer = await fetch(url, { headers: { 'x-erasure-token': token } });
      const { receipt } = z.object({ receipt: z.string().nullable() }).parse(await answer.json());
      if (receipt !== null) return receipt;
      await sleep(100);
    }
  }

  async function untilRefused() {
    for (;;) {
      const refused = await household.life.admin.deadLetters('notify');
      if (refused.length > 0) return refused;
      await sleep(100);
    }
  }

  /** A backup that nobody made, a target that is no folder, and an address that nobody has: above. */
  async function failInEveryWay() {
    await household.life.queues.add('backup', 'verify', { backupId: newId<BackupId>() });
    renameSync(household.target, `${household.target}.away`);
    writeFileSync(household.target, '');
    const asked = await owner.post('/api/v1/admin/backups', {});
    const { id } = stateSchema.parse(succeeded(asked));
    const failed = await untilOver('/api/v1/admin/backups', asked);
    rmSync(household.target);
    renameSync(`${household.target}.away`, household.target);
    await untilSettled(household);
    const again = stateSchema.parse(succeeded(await owner.get(`/api/v1/admin/backups/${id}`)));
    return { failed, again, letters: await household.life.admin.deadLetters('backup') };
  }

  async function untilOver(path: string, asked: Awaited<ReturnType<ProductClient['post']>>) {
    const { id } = stateSchema.parse(succeeded(asked));
    for (;;) {
      const one = listSchema.parse((await owner.get(path)).body).data.find((each) => each.id === id);
      if (one?.state !== 'active') return one;
      await sleep(100);
    }
  }

  it('does everything that was asked for', async () => {
    expect(day.moved).toEqual([expect.any(String), expect.any(String), expect.any(String), null]);
    expect((await owner.lists()).map(({ id }) => id)).not.toContain(day.gone);
    expect(day.outage).toMatchObject({ waiting: 1, made: { state: 'completed', verification: 'good' } });
    expect(day.receipt).toContain('"members":1');
    expect(day.drill).toMatchObject({ state: 'completed', error: null });
    expect(day.failed.again).toMatchObject({ state: 'completed', error: null });
    expect(mail.heard.length).toBeGreaterThan(0);
    expect(hook.heard.length).toBeGreaterThan(0);
  });

  it('goes on reading while the queues are away, and says so of what needs them', ({ skip }) => {
    if (backend === 'postgres') skip('without PostgreSQL there is nothing at all');
    expect(day.outage.while_).toEqual({ status: 503, found: true });
  });

  it('keeps codes of what failed, and no word of why', () => {
    expect(day.failed.failed).toMatchObject({ state: 'failed', error: expect.stringMatching(/^[a-z.-]+$/) });
    expect(day.failed.letters.map(({ code }) => code)).toEqual(['backup.not-found']);
    expect(day.refused.map(({ code }) => code)).toEqual(expect.arrayContaining([expect.stringMatching(/refused/)]));
    expect(day.left).toEqual([]);
  });

  it('leaves no word of a member in the queues, in any state', async () => {
    const dump = await dumpQueues(household, redis?.url);
    expect(dump.length).toBeGreaterThan(5000);
    expect(dump.toString()).toContain('erase-due');
    expect(formsIn(dump, forms)).toEqual([]);
    // Before the member left for whom a mail was refused, in words that had the address.
    expect(day.dump.toString()).toContain('"notice"');
    expect(formsIn(day.dump, forms)).toEqual([]);
  });

  it('leaves none in the books of what was done', async () => {
    // Each row on a line of its own, the first one too.
    const dump = `\n${await dumpSchema(household, 'public', BOOKS)}`;
    for (const book of ['member_jobs', 'backups', 'drills', 'incidents', 'retention_runs', 'erasure_receipts'])
      expect(dump).toContain(`\n${book} `);
    expect(formsIn(Buffer.from(dump), forms)).toEqual([]);
  });

  it('tells none to whoever watches: log, metrics, webhook, and mail but for whom it is to', () => {
    expect(household.life.product.output()).toContain('"route":"/api/v1/');
    expect(formsIn(Buffer.from(household.life.product.output()), forms)).toEqual([]);
    expect(day.metrics).toMatch(/^hearthlore_/m);
    expect(formsIn(Buffer.from(day.metrics), forms)).toEqual([]);
    expect(formsIn(Buffer.from(hook.heard.join('\n')), forms)).toEqual([]);
    const mails = mail.heard.join('\n');
    expect(mails).toContain(ada.email);
    expect(formsIn(Buffer.from(mails.replaceAll(ada.email, '')), forms)).toEqual([]);
  });

  it('puts none into a backup, not even for the holder of its identity', async () => {
    const files = readdirSync(household.target);
    const archives = files.filter((name) => name.endsWith('.age'));
    expect(archives.length).toBeGreaterThanOrEqual(2);
    for (const name of files) expect(formsIn(readFileSync(join(household.target, name)), forms)).toEqual([]);
    for (const name of archives) {
      const parts = await openBackup(join(household.target, name), household.identity);
      expect(parts.get('data/records.0001.copy')?.length).toBeGreaterThan(1000);
      for (const [path, bytes] of parts) expect({ path, found: formsIn(bytes, forms) }).toEqual({ path, found: [] });
    }
  });

  it('leaves none on disk: data folder, write-ahead log, Redis, target, folders for temporary files', async () => {
    const folders = [
      household.dataDir,
      clusterFolder(household.dataDir),
      redisFolder,
      tmpdir(),
      '/var/tmp',
      '/dev/shm',
    ];
    const found = searchFolders(folders, forms, { changedSince: startedAt, except: foreignFolders });
    expect(found.hits).toEqual([]);
    expect(found.files).toBeGreaterThan(50);
    // The search sees what Redis writes.
    const kept = searchFolders([redisFolder], byteForms('erase-due'));
    expect(kept.hits.length > 0).toBe(backend === 'redis');
  });

  it('would be noticed: a word in a job is found in the queue, and in the files it lies in', async () => {
    const planted = { backupId: secret('planted') } as never;
    await household.life.admin.pause('backup');
    await household.life.queues.add('backup', 'verify', planted);
    expect(formsIn(await dumpQueues(household, redis?.url), forms)).toContain('raw');
    await household.sql('checkpoint');
    const folder = redis === undefined ? clusterFolder(household.dataDir) : redisFolder;
    // Redis puts off what it writes while the disk is at it.
    await expect.poll(() => searchFolders([folder], forms).hits.length).toBeGreaterThan(0);
    expect(await household.life.admin.clear('backup')).toBeGreaterThanOrEqual(1);
  });
});
