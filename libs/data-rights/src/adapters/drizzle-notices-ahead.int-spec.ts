import { Secret } from '@hearthlore/config';
import { createPool, MaintenanceTransactions, openDatabase } from '@hearthlore/database';
import type { UserId } from '@hearthlore/kernel';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AgedThings, DAY, forgetEverything } from '../../../../test/harness/ageing.js';
import { DyingTransactions } from '../../../../test/harness/dying-transactions.js';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { DrizzleNoticesAhead } from './drizzle-notices-ahead.js';

const now = new Date();
const HOUR = 3_600_000;
const long = new Date(now.getTime() - 1000 * DAY);
const daysAgo = (days: number): Date => new Date(now.getTime() - days * DAY);

let opened: OwnedDatabase;
let pool: pg.Pool;
let owner: UserId;
let things: AgedThings;

beforeAll(async () => {
  opened = await openAsApi();
  pool = createPool(new Secret(opened.database.urls.jobs), { max: 4, name: 'int-spec' });
});
afterAll(async () => {
  await pool.end();
  await opened.close();
});
beforeEach(async () => {
  owner = await insertMember(opened.transactions);
  things = new AgedThings(opened.database, owner);
});
afterEach(() => forgetEverything(opened.database));

const ahead = (transactions = new MaintenanceTransactions(openDatabase(pool))) => new DrizzleNoticesAhead(transactions);
const tell = async (at = now): Promise<UserId[]> => (await ahead().tell(at)).map(({ ownerId }) => ownerId);
const notices = () =>
  queryAsSuperuser<{ owner_id: string; kind: string }>(opened.database, 'select owner_id, kind from notices');
const dismiss = () => queryAsSuperuser(opened.database, 'delete from notices');

describe('a member', () => {
  it('is told seven days before a date of their own, and once', async () => {
    await things.documents(daysAgo(1), { expiresAt: daysAgo(-7.5) });
    expect(await tell()).toEqual([]);
    expect(await tell(daysAgo(-1))).toEqual([owner]);
    await dismiss();
    for (const days of [1.1, 2, 6, 7.4]) expect(await tell(daysAgo(-days))).toEqual([]);
    expect(await notices()).toEqual([]);
  });

  it('is told when a rule is set that takes something in seven days, and nobody else is', async () => {
    const other = new AgedThings(opened.database, await insertMember(opened.transactions));
    await other.documents(daysAgo(1));
    await things.documents(daysAgo(60));
    expect(await tell(daysAgo(1))).toEqual([]);
    await things.rule('documents', 30, daysAgo(0.5));
    expect(await tell()).toEqual([owner]);
    await dismiss();
    for (let hour = 1; hour < 200; hour += 20) expect(await tell(new Date(now.getTime() + hour * HOUR))).toEqual([]);
  });

  it('is told of a choice of their own, of conversations, and of the beginning of a rule over messages', async () => {
    await tell(daysAgo(1));
    await things.documents(daysAgo(60));
    await things.ownRule('documents', 30, daysAgo(0.5));
    expect(await tell()).toEqual([owner]);
    await dismiss();
    await things.conversations(daysAgo(60), daysAgo(60));
    await things.rule('conversations', 30, now);
    expect(await tell(daysAgo(-0.1))).toEqual([owner]);
    await dismiss();
    await things.rule('answers', 7, daysAgo(-0.1));
    expect(await tell(daysAgo(-0.2))).toEqual([owner]);
    await dismiss();
    for (const days of [1, 5, 7, 8]) expect(await tell(daysAgo(-days))).toEqual([]);
  });

  it('is not told again while the last notice was not seen', async () => {
    await things.documents(daysAgo(1), { expiresAt: daysAgo(-3) });
    await things.documents(daysAgo(1), { expiresAt: daysAgo(-8) });
    expect(await tell()).toEqual([owner]);
    expect(await tell(daysAgo(-2))).toEqual([]);
    expect(await notices()).toEqual([{ owner_id: owner, kind: 'retention-ahead' }]);
  });

  it('is not told of what is held', async () => {
    await things.documents(daysAgo(1), { expiresAt: daysAgo(-3), heldAt: now });
    expect(await tell()).toEqual([]);
  });
});

describe('telling', () => {
  it('tells once though two do it at once, or one was killed', async () => {
    await things.documents(daysAgo(1), { expiresAt: daysAgo(-3) });
    await expect(ahead(new DyingTransactions(openDatabase(pool), 0)).tell(now)).rejects.toThrow('killed');
    const told = await Promise.all([tell(), tell(), tell()]);
    expect(told.flat()).toEqual([owner]);
  });

  it('goes on after a clock that was far ahead', async () => {
    await tell(daysAgo(-400));
    await things.documents(daysAgo(1), { expiresAt: daysAgo(-3) });
    expect(await tell()).toEqual([owner]);
  });

  it('makes up for the days on which the machine was off', async () => {
    await tell(daysAgo(20));
    await things.rule('documents', 30, long);
    // Due a week ago: nobody was told, and the clock’s leap keeps it for a day.
    await things.documents(daysAgo(37));
    expect(await tell()).toEqual([owner]);
  });
});
