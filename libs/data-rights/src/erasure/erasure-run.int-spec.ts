import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noteStanding, noteText } from '@hearthlore/audit';
import { RecordingAuditLog } from '@hearthlore/audit/testing';
import { FileErasureLedger, tombstoneHash } from '@hearthlore/backup';
import { Secret } from '@hearthlore/config';
import { createPool, MaintenanceTransactions, openDatabase } from '@hearthlore/database';
import { newId, SystemClock, type UserId } from '@hearthlore/kernel';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertErasableMember, makeDue, rowsOf } from '../../../../test/harness/erasable-member.js';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { DrizzleBackupHorizon } from '../adapters/drizzle-backup-horizon.js';
import { DrizzleErasingMembers } from '../adapters/drizzle-erasing-members.js';
import { ErasureRun, type MemberPoints } from './erasure-run.js';
import { ReceiptBook } from './receipt-book.js';
import { ReceiptKey } from './receipt-key.js';
import { type Cleaned, StoreCleaning } from './store-cleaning.js';

const DAY = 86_400_000;
const key = new ReceiptKey(newId(), new Uint8Array(randomBytes(32)));
const clock = new SystemClock();

let opened: OwnedDatabase;
let pool: pg.Pool;
let folder: string;
beforeAll(async () => {
  opened = await openAsApi();
  pool = createPool(new Secret(opened.database.urls.jobs), { max: 2, name: 'int-spec' });
  folder = mkdtempSync(join(tmpdir(), 'hearthlore-erasure-'));
});
afterAll(async () => {
  await pool.end();
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

const sql = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
  queryAsSuperuser<T>(opened.database, text, values);

/** A process that is killed at its so-manieth step, before or after what the step does. */
class Fuse {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  async step<T>(work: () => Promise<T>): Promise<T> {
    this.#burn();
    const result = await work();
    this.#burn();
    return result;
  }

  #burn(): void {
    if (this.#left === 0) throw new Error('killed');
    this.#left -= 1;
  }
}

class CleaningOnPaper extends StoreCleaning {
  constructor(private readonly fuse: Fuse) {
    super();
  }

  override run(): Promise<Cleaned> {
    return this.fuse.step(() => Promise.resolve({ tables: 'rewritten', log: 'removed' }));
  }
}

class FusedTransactions extends MaintenanceTransactions {
  constructor(private readonly fuse: Fuse) {
    super(openDatabase(pool));
  }

  override run: MaintenanceTransactions['run'] = (work) => this.fuse.step(() => super.run(work));
}

class FusedLedger extends FileErasureLedger {
  constructor(private readonly fuse: Fuse) {
    super({ dataDir: folder, clock });
  }

  override append(tombstone: Parameters<FileErasureLedger['append']>[0]): ReturnType<FileErasureLedger['append']> {
    return this.fuse.step(() => super.append(tombstone));
  }
}

class FusedAudit extends RecordingAuditLog {
  constructor(private readonly fuse: Fuse) {
    super();
  }

  override append(event: Parameters<RecordingAuditLog['append']>[0]): Promise<void> {
    return this.fuse.step(() => super.append(event));
  }
}

/** Outlives a process that is killed. */
const pointsOf = new Map<UserId, number>();

class PointsOnPaper implements MemberPoints {
  constructor(private readonly fuse: Fuse) {}

  countOf(ownerId: UserId): Promise<number> {
    return this.fuse.step(() => Promise.resolve(pointsOf.get(ownerId) ?? 0));
  }

  dropOf(ownerId: UserId): Promise<void> {
    return this.fuse.step(() => {
      pointsOf.delete(ownerId);
      return Promise.resolve();
    });
  }
}

function aRun(steps = Number.POSITIVE_INFINITY, atTarget: readonly Date[] = []) {
  const fuse = new Fuse(steps);
  const transactions = new FusedTransactions(fuse);
  const members = new DrizzleErasingMembers(transactions);
  const ledger = new FusedLedger(fuse);
  const audit = new FusedAudit(fuse);
  const forgotten: UserId[] = [];
  const queues = {
    removeOf: (id: UserId) =>
      fuse.step(() => {
        forgotten.push(id);
        return Promise.resolve(0);
      }),
  };
  const receipts = new ReceiptBook(
    members,
    ledger,
    { horizon: new DrizzleBackupHorizon(transactions, () => Promise.resolve(atTarget)), audit },
    key,
    clock,
  );
  const points = new PointsOnPaper(fuse);
  const run = new ErasureRun(members, ledger, { queues, points }, new CleaningOnPaper(fuse), receipts);
  return { run, ledger, audit, forgotten };
}

interface ReceiptRow {
  readonly note: string | null;
  readonly erasure_tag: Buffer | null;
  readonly ledger_count: number | null;
}
const receiptOf = async (erasure: string): Promise<ReceiptRow | undefined> =>
  (await sql<ReceiptRow>('select note, erasure_tag, ledger_count from erasure_receipts where id = $1', [erasure]))[0];
const factsOf = (note: string): Record<string, unknown> => JSON.parse(noteText(note)?.split('\n')[1] ?? '');
const stateOf = async (id: UserId): Promise<string | undefined> =>
  (await sql<{ state: string }>('select state from members where id = $1', [id]))[0]?.state;

/** Of the member below, whose erasure nothing interrupts. */
const EXPECTED = {
  apiKeys: 1,
  auditSalts: 1,
  conversations: 1,
  documents: 3,
  exports: 1,
  keyRings: 1,
  keySlots: 2,
  members: 1,
  passkeys: 1,
  points: 120,
  profiles: 1,
  records: 16,
  selfRecords: 1,
  sessions: 1,
  waitingUploads: 1,
};

describe('an erasure', () => {
  it('leaves no row of the member, every row of everybody else, a line in the ledger and a signed receipt', async () => {
    const other = await insertErasableMember(opened, { points: 40 });
    const before = await rowsOf(opened, other.id);
    const member = await insertErasableMember(opened, { points: 40 });
    const erasure = await makeDue(opened, member.id);
    const { run, ledger, audit, forgotten } = aRun();
    pointsOf.set(member.id, 120).set(other.id, 120);
    await expect(run.run()).resolves.toEqual({ erased: 1 });
    expect([...pointsOf.keys()]).toEqual([other.id]);

    expect(await rowsOf(opened, member.id)).toEqual({});
    expect(await rowsOf(opened, other.id)).toEqual(before);
    expect(forgotten).toEqual([member.id]);
    const tombstone = (await ledger.read()).find(({ tag }) => tag === member.tag);
    if (tombstone === undefined) return expect.unreachable();
    const receipt = await receiptOf(erasure);
    expect(receipt).toMatchObject({ erasure_tag: null, ledger_count: tombstone.seq + 1 });
    const note = receipt?.note ?? '';
    expect(noteStanding(note, key.signer.verifier)).toBe('signed');
    expect(noteStanding(note.replace('"documents":3', '"documents":4'), key.signer.verifier)).toBe('forged');
    expect(factsOf(note)).toMatchObject({
      erasure,
      reason: 'member',
      counts: EXPECTED,
      ledger: { line: tombstone.seq, sha256: tombstoneHash(tombstone) },
      backups: { until: null },
    });
    expect(note).not.toContain(member.id);
    expect(audit.events).toEqual([{ action: 'erasure.done', thingId: erasure, result: 'ok' }]);
    await expect(run.run()).resolves.toEqual({ erased: 0 });
  });

  it('says until when a backup could still open it: the youngest that began before, and 35 days', async () => {
    const finished = new Date(Date.now() - 3 * DAY);
    const insert = (state: string, startedAt: Date, finishedAt: Date | null, removedAt: Date | null = null) =>
      sql(
        `insert into backups (id, state, trigger, started_at, finished_at, removed_at)
           values (gen_random_uuid(), $1, 'schedule', $2, $3, $4)`,
        [state, startedAt, finishedAt, removedAt],
      );
    await insert('completed', new Date(finished.getTime() - 1000), finished);
    await insert('completed', new Date(finished.getTime() - 9 * DAY), new Date(finished.getTime() - 9 * DAY));
    await insert('failed', new Date(finished.getTime() + DAY), new Date(finished.getTime() + DAY));
    await insert('completed', new Date(), new Date(), new Date());
    const until = async (atTarget: readonly Date[] = []): Promise<number> => {
      const { id } = await insertErasableMember(opened);
      const erasure = await makeDue(opened, id, 'manager');
      await aRun(Number.POSITIVE_INFINITY, atTarget).run.run();
      const { backups } = factsOf((await receiptOf(erasure))?.note ?? '') as { backups: { until: string } };
      return Date.parse(backups.until);
    };
    expect(await until()).toBe(finished.getTime() + 35 * DAY);
    // One that the database forgot with a restore, and one that was begun when the rows had gone.
    const forgotten = new Date(finished.getTime() + DAY);
    expect(await until([forgotten, new Date(Date.now() + DAY)])).toBe(forgotten.getTime() + 35 * DAY);
    // One that runs at this moment has read the rows before they went.
    await insert('active', new Date(Date.now() - 1000), null);
    expect(await until()).toBeGreaterThanOrEqual(Date.now() + 35 * DAY - 60_000);
    await sql('delete from backups');
  });

  it('touches nobody whose time has not come, who took it back, or who owns the family', async () => {
    const early = await insertErasableMember(opened);
    await makeDue(opened, early.id);
    await sql(`update erasures set effective_at = now() + interval '1 minute' where owner_id = $1`, [early.id]);
    const sorry = await insertErasableMember(opened);
    await makeDue(opened, sorry.id);
    const asked = await opened.transactions.run(sorry.id, (tx) => tx.execute('select cancel_erasure() as done'));
    expect(asked.rows).toEqual([{ done: true }]);
    const owner = await insertErasableMember(opened);
    await sql(`update members set role = 'owner' where id = $1`, [owner.id]);
    await makeDue(opened, owner.id);
    const before = await Promise.all([early, sorry, owner].map(({ id }) => rowsOf(opened, id)));
    await expect(aRun().run.run()).resolves.toEqual({ erased: 0 });
    expect(await Promise.all([early, sorry, owner].map(({ id }) => rowsOf(opened, id)))).toEqual(before);
    for (const { id } of [early, sorry, owner]) {
      expect(await stateOf(id)).toBe('active');
      await sql('delete from members where id = $1', [id]);
    }
  });

  it('cannot be taken back once it has begun', async () => {
    const { id } = await insertErasableMember(opened);
    await makeDue(opened, id);
    await expect(aRun(4).run.run()).rejects.toThrow('killed');
    expect(await stateOf(id)).toBe('erasing');
    const asked = await opened.transactions.run(id, (tx) => tx.execute('select cancel_erasure() as done'));
    expect(asked.rows).toEqual([{ done: false }]);
    await expect(aRun().run.run()).resolves.toEqual({ erased: 1 });
  });

  it('and taking it back at the same moment end with one of the two', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id } = await insertErasableMember(opened, { documents: 1 });
      await makeDue(opened, id);
      const [asked] = await Promise.all([
        opened.transactions.run(id, (tx) => tx.execute<{ done: boolean }>('select cancel_erasure() as done')),
        aRun().run.run(),
      ]);
      const isThere = (await stateOf(id)) === 'active';
      expect(isThere).toBe(asked.rows[0]?.done);
      if (!isThere) expect(await rowsOf(opened, id)).toEqual({});
    }
  });

  it('is done once by two workers', async () => {
    const { id } = await insertErasableMember(opened, { documents: 300 });
    const erasure = await makeDue(opened, id);
    const before = (await aRun().ledger.read()).length;
    const reports = await Promise.all([aRun().run.run(), aRun().run.run()]);
    expect(reports.reduce((sum, { erased }) => sum + erased, 0)).toBe(1);
    expect(await rowsOf(opened, id)).toEqual({});
    expect(await aRun().ledger.read()).toHaveLength(before + 1);
    expect(factsOf((await receiptOf(erasure))?.note ?? '')).toMatchObject({ counts: { documents: 300, members: 1 } });
  });
});

describe('an erasure that is killed', { timeout: 280_000 }, () => {
  it('at any step leaves a whole or a closed account, and the next run ends it alike', async () => {
    let points = 0;
    for (let steps = 0; ; steps += 1) {
      const { id, tag } = await insertErasableMember(opened, { points: 40 });
      const whole = await rowsOf(opened, id);
      const erasure = await makeDue(opened, id);
      pointsOf.set(id, 120);
      const dying = aRun(steps);
      const died = await dying.run.run().then(
        () => false,
        () => true,
      );
      const state = await stateOf(id);
      const isInLedger = (await aRun().ledger.read()).some((one) => one.tag === tag);
      if (state === 'active') {
        expect(await rowsOf(opened, id), `after ${steps} steps`).toMatchObject(whole);
        expect(isInLedger).toBe(false);
      } else expect(['erasing', undefined]).toContain(state);
      // Nothing is gone that the ledger does not know.
      if (Object.keys(await rowsOf(opened, id)).length < Object.keys(whole).length) expect(isInLedger).toBe(true);

      await aRun().run.run();
      expect(await rowsOf(opened, id)).toEqual({});
      expect(pointsOf.has(id)).toBe(false);
      expect((await aRun().ledger.read()).filter((one) => one.tag === tag)).toHaveLength(1);
      const note = (await receiptOf(erasure))?.note ?? '';
      expect(factsOf(note), `after ${steps} steps`).toMatchObject({ counts: EXPECTED });
      if (!died) break;
      points += 1;
    }
    expect(points).toBeGreaterThan(25);
  });
});

describe('the worker’s role', () => {
  const asJobs = (text: string, values: readonly unknown[] = []) => pool.query(text, [...values]);

  it('removes no member and no key without an erasure that is due and begun', async () => {
    const { id } = await insertErasableMember(opened);
    const before = await rowsOf(opened, id);
    const tries = async (): Promise<void> => {
      for (const text of [
        'delete from members where id = $1',
        'delete from key_slots where owner_id = $1',
        'delete from api_keys where owner_id = $1',
        'delete from passkeys where owner_id = $1',
        `delete from record_sets where owner_id = $1`,
        `update members set state = 'disabled' where id = $1`,
        `update members set state = 'active' where id = $1`,
      ])
        await asJobs(text, [id]).then(
          ({ rowCount }) => expect({ text, rowCount }).toEqual({ text, rowCount: 0 }),
          (error: Error) => expect(error.message).toMatch(/permission denied|row-level security/),
        );
      expect(await rowsOf(opened, id)).toMatchObject(before);
    };
    await tries();
    await makeDue(opened, id);
    await tries();
    await sql(`update erasures set effective_at = now() + interval '1 hour' where owner_id = $1`, [id]);
    await expect(asJobs(`update members set state = 'erasing' where id = $1`, [id])).resolves.toMatchObject({
      rowCount: 0,
    });
    for (const text of [
      `insert into erasures (owner_id, id, reason, effective_at, receipt_token_hash) values ($1, $1, 'member', now(), '')`,
      'update erasures set effective_at = now() where owner_id = $1',
      'delete from erasures where owner_id = $1',
      'select email_hash from members where id = $1',
    ])
      await expect(asJobs(text, [id])).rejects.toThrow(/permission denied/);
    await expect(aRun().run.run()).resolves.toEqual({ erased: 0 });
    await sql('delete from members where id = $1', [id]);
  });

  it('sees no member but those who are due', async () => {
    await insertMember(opened.transactions);
    expect((await asJobs('select id from members')).rows).toEqual([]);
    expect((await asJobs('select owner_id from records')).rows).toEqual([]);
  });
});

describe('an export', () => {
  it('goes with what it is a copy of, and stays when something younger than it goes', async () => {
    for (const table of ['documents', 'conversations']) {
      const { id } = await insertErasableMember(opened);
      const exportsLeft = async () => (await rowsOf(opened, id)).exports;
      await sql(`update ${table} set created_at = now() + interval '1 minute' where owner_id = $1`, [id]);
      const remove = () =>
        opened.transactions.run(id, (tx) =>
          tx.execute(`delete from record_sets where id = (select id from ${table} order by created_at desc limit 1)`),
        );
      await sql(
        `insert into record_sets (owner_id, id, kind, key_version, salt, commitment, manifest, revision)
           select $1, gen_random_uuid(), 'document', 1, '', '', '', 1`,
        [id],
      );
      await remove();
      expect(await exportsLeft()).toBe(1);
      await sql(
        `insert into ${table} (owner_id, id, created_at${table === 'documents' ? ', state, dedupe_hash' : ''})
           select owner_id, id, now() - interval '1 day'${table === 'documents' ? `, 'ready', sha256('x')` : ''}
             from record_sets where owner_id = $1 and salt = ''`,
        [id],
      );
      await opened.transactions.run(id, (tx) => tx.execute(`delete from record_sets where salt = ''`));
      expect(await exportsLeft()).toBeUndefined();
    }
  });
});
