import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noteStanding, NoteVerifier } from '@hearthlore/audit';
import { RecordingAuditLog } from '@hearthlore/audit/testing';
import { FileErasureLedger } from '@hearthlore/backup';
import { Secret } from '@hearthlore/config';
import { createPool, MaintenanceTransactions, openDatabase } from '@hearthlore/database';
import {
  DrizzleBackupHorizon,
  DrizzleErasingMembers,
  DrizzlePointRows,
  ErasureRun,
  PointsOutOfReach,
  PostgresStoreCleaning,
  ReceiptBook,
} from '@hearthlore/data-rights';
import { SystemClock } from '@hearthlore/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ApiMember, anUpload } from '../../../../test/harness/api-member.js';
import { rowsOf } from '../../../../test/harness/erasable-member.js';
import { ada, ben, cleo, type Person } from '../../../../test/harness/identity.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';

const DAY = 86_400_000;
const dora: Person = { name: 'Dora', email: 'dora@family.example', passphrase: 'walnut harbor velvet sprocket tundra' };
const requested = z.strictObject({ effectiveAt: z.iso.datetime(), receiptToken: z.string().length(43) });
const receiptSchema = z.object({ state: z.string(), receipt: z.string().nullable(), verifierKey: z.string() });

let api: ApiUnderTest;
let folder: string;
let owner: ApiMember;
let member: ApiMember;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hearthlore-erasure-'));
  api = await startApi();
  owner = await (await new ApiMember(api, ada).setsUp()).stepsUp();
  member = await owner.admits(ben);
}, 280_000);
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

const ERASURE = '/api/v1/erasure';
const asks = (who: ApiMember, confirm = who.person.email) =>
  who.asks(ERASURE, { method: 'POST', payload: { confirm } });
const takesBack = (who: ApiMember) => who.asks(ERASURE, { method: 'DELETE' });
const stateFor = async (who: ApiMember): Promise<unknown> => (await who.asks(ERASURE)).json<object>();
const receiptFor = (token?: string) =>
  api.app.inject({
    method: 'GET',
    url: `${ERASURE}/receipt`,
    ...(token !== undefined && { headers: { 'x-erasure-token': token } }),
  });
const noticesOf = async (who: ApiMember): Promise<string> => (await who.asks('/api/v1/me/notices')).body;
const login = ({ email, passphrase }: Person) =>
  api.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { email, passphrase } });
const deletes = (whom: ApiMember, confirm = whom.person.email) =>
  owner.asks(`/api/v1/users/${whom.userId}`, { method: 'DELETE', payload: { confirm } });
const listed = async (whom: ApiMember): Promise<unknown> =>
  (await owner.asks('/api/v1/users'))
    .json<{ data: { id: string; state: string; erasedAt: string | null }[] }>()
    .data.find(({ id }) => id === whom.userId);

/** A week later the worker comes by. */
async function aWeekLater(): Promise<unknown> {
  await queryAsSuperuser(api.database, `update erasures set effective_at = effective_at - interval '7 days'`);
  const pool = createPool(new Secret(api.database.urls.jobs), { max: 2, name: 'int-spec' });
  try {
    const transactions = new MaintenanceTransactions(openDatabase(pool));
    const members = new DrizzleErasingMembers(transactions);
    const ledger = new FileErasureLedger({ dataDir: folder, clock: new SystemClock() });
    const sources = {
      horizon: new DrizzleBackupHorizon(transactions, () => Promise.resolve([])),
      audit: new RecordingAuditLog(),
    };
    const receipts = new ReceiptBook(members, ledger, sources, api.platform.erasure.key, new SystemClock());
    const cleaning = new PostgresStoreCleaning(new Secret(api.database.urls.jobs));
    const queues = { removeOf: () => Promise.resolve(0) };
    const points = new PointsOutOfReach(new DrizzlePointRows(transactions));
    return await new ErasureRun(members, ledger, { queues, points }, cleaning, receipts).run();
  } finally {
    await pool.end();
  }
}

describe('the erasure of the own account', { timeout: 280_000 }, () => {
  it('wants a step-up and the address, and is not the owner’s', async () => {
    expect((await asks(member)).json()).toMatchObject({ status: 403, code: 'auth.step-up-required' });
    await member.stepsUp();
    expect((await asks(member, ada.email)).json()).toMatchObject({ code: 'member.wrong-confirmation' });
    expect((await member.asks(ERASURE, { method: 'POST', payload: {} })).statusCode).toBe(400);
    expect((await asks(owner)).json()).toMatchObject({ status: 409, code: 'erasure.owner-must-hand-over' });
    expect(await stateFor(member)).toEqual({ scheduled: null });
    expect((await takesBack(member)).json()).toMatchObject({ status: 404, code: 'erasure.not-found' });
  });

  it('waits a week, says so, and can be taken back by the member alone', async () => {
    const answer = await asks(member, ` ${ben.email.toUpperCase()} `);
    expect(answer.statusCode).toBe(202);
    const { effectiveAt, receiptToken } = requested.parse(answer.json());
    expect(Date.parse(effectiveAt) - Date.now()).toBeGreaterThan(7 * DAY - 600_000);
    expect(await stateFor(member)).toMatchObject({ scheduled: { reason: 'member', effectiveAt } });
    expect((await asks(member)).json()).toMatchObject({ status: 409, code: 'erasure.scheduled', effectiveAt });
    expect(await noticesOf(member)).toContain('erasure-scheduled');
    expect(await listed(member)).toMatchObject({ state: 'active', erasedAt: effectiveAt });
    const rows = JSON.stringify(await queryAsSuperuser(api.database, 'select * from erasures'));
    expect(rows).not.toContain(receiptToken);
    const pending = await receiptFor(receiptToken);
    expect({ status: pending.statusCode, ...pending.json<object>() }).toMatchObject({
      status: 202,
      state: 'scheduled',
      receipt: null,
    });

    const back = await new ApiMember(api, ben).signsIn();
    expect(await stateFor(back)).toMatchObject({ scheduled: { effectiveAt } });
    expect((await takesBack(back)).statusCode).toBe(204);
    expect(await stateFor(back)).toEqual({ scheduled: null });
    expect(await noticesOf(back)).toContain('erasure-cancelled');
    expect((await receiptFor(receiptToken)).json()).toMatchObject({ code: 'erasure.receipt-not-found' });
    await expect(aWeekLater()).resolves.toEqual({ erased: 0 });
    expect((await back.asks('/api/v1/me')).statusCode).toBe(200);
    const activity = (await back.asks('/api/v1/me/activity')).body;
    for (const action of ['erasure.requested', 'erasure.cancelled']) expect(activity).toContain(action);
  });

  it('is done a week later: nothing is left, the address is free, and the token fetches a signed receipt', async () => {
    const leaver = await owner.admits(cleo);
    await leaver.asks('/api/v1/documents', anUpload('roof.md', '# Roof\n\nThe roof was mended in May.\n'));
    await leaver.asks('/api/v1/chats', { method: 'POST', payload: { title: 'About the roof' } });
    await leaver.stepsUp();
    await leaver.makesKey(['chat']);
    const { receiptToken } = requested.parse((await asks(leaver)).json());
    await expect(aWeekLater()).resolves.toEqual({ erased: 1 });

    expect(await rowsOf({ database: api.database }, leaver.userId)).toEqual({});
    expect((await leaver.asks('/api/v1/me')).statusCode).toBe(401);
    expect((await login(cleo)).json()).toMatchObject({ code: 'auth.invalid-credentials' });
    const answer = await receiptFor(receiptToken);
    expect(answer.statusCode).toBe(200);
    const { state, receipt, verifierKey } = receiptSchema.parse(answer.json());
    expect(state).toBe('erased');
    const verifier = NoteVerifier.parse(verifierKey) ?? expect.unreachable();
    expect(noteStanding(receipt ?? '', verifier)).toBe('signed');
    expect(receipt).toContain('"keySlots":2');
    for (const word of [cleo.email, cleo.name, leaver.userId, 'roof']) expect(receipt).not.toContain(word);
    const again = await owner.admits(cleo);
    expect((await again.asks('/api/v1/documents')).json()).toMatchObject({ data: [] });
    expect((await member.asks('/api/v1/me')).statusCode).toBe(200);
  });
});

describe('a receipt', () => {
  it('is told apart from nothing by its token alone', async () => {
    const unknown = randomBytes(32).toString('base64url');
    const answers = [];
    for (const token of [undefined, '', 'x', unknown, ada.email]) answers.push(await receiptFor(token));
    const said = answers.map((answer) => {
      const { requestId: _id, ...rest } = answer.json<Record<string, unknown>>();
      return JSON.stringify(rest);
    });
    expect(new Set(said).size).toBe(1);
    expect(answers[0]?.json()).toMatchObject({ status: 404, code: 'erasure.receipt-not-found' });
  });
});

describe('a member whom a manager deletes', { timeout: 280_000 }, () => {
  it('is shut out at once, comes back when enabled, and is erased after a week otherwise', async () => {
    const leaver = await owner.admits(dora);
    expect((await deletes(leaver, ada.email)).json()).toMatchObject({ code: 'member.wrong-confirmation' });
    const answer = await deletes(leaver);
    expect(answer.statusCode).toBe(202);
    const { effectiveAt } = requested.parse(answer.json());
    expect(Date.parse(effectiveAt) - Date.now()).toBeGreaterThan(7 * DAY - 600_000);
    expect((await leaver.asks('/api/v1/me')).statusCode).toBe(401);
    expect((await login(dora)).statusCode).toBe(403);
    expect(await listed(leaver)).toMatchObject({ state: 'disabled', erasedAt: effectiveAt });
    expect((await deletes(leaver)).json()).toMatchObject({ status: 409, code: 'erasure.scheduled' });

    const enabled = { method: 'PATCH', payload: { state: 'active' } } as const;
    expect((await owner.asks(`/api/v1/users/${leaver.userId}`, enabled)).json()).toMatchObject({ erasedAt: null });
    await expect(aWeekLater()).resolves.toEqual({ erased: 0 });
    const back = await new ApiMember(api, dora).signsIn();
    expect(await noticesOf(back)).toContain('erasure-scheduled');

    const { receiptToken } = requested.parse((await deletes(back)).json());
    await expect(aWeekLater()).resolves.toEqual({ erased: 1 });
    expect(await rowsOf({ database: api.database }, back.userId)).toEqual({});
    expect((await receiptFor(receiptToken)).body).toContain('manager');
  });

  it('does not come back by the manager when the member wanted to go', async () => {
    const leaver = await (await owner.admits(dora)).stepsUp();
    const { effectiveAt } = requested.parse((await asks(leaver)).json());
    expect((await deletes(leaver)).json()).toMatchObject({ code: 'erasure.scheduled', effectiveAt });
    for (const state of ['disabled', 'active'])
      await owner.asks(`/api/v1/users/${leaver.userId}`, { method: 'PATCH', payload: { state } });
    expect(await listed(leaver)).toMatchObject({ state: 'active', erasedAt: effectiveAt });
    expect(
      (await owner.asks(`/api/v1/users/${leaver.userId}/ownership`, { method: 'POST', payload: {} })).statusCode,
    ).toBeGreaterThanOrEqual(400);
    await expect(aWeekLater()).resolves.toEqual({ erased: 1 });
  });

  it('goes without a grace where nobody had let that person in', async () => {
    const invited = (await owner.asks('/api/v1/invites', { method: 'POST', payload: { role: 'member' } })).json<{
      token: string;
    }>();
    await api.app.inject({
      method: 'POST',
      url: '/api/v1/invites/accept',
      payload: { token: invited.token, ...dora },
    });
    const users = (await owner.asks('/api/v1/users')).json<{ data: { id: string; email: string }[] }>();
    const id = users.data.find(({ email }) => email === dora.email)?.id;
    const answer = await owner.asks(`/api/v1/users/${id}`, { method: 'DELETE', payload: { confirm: dora.email } });
    expect(Date.parse(requested.parse(answer.json()).effectiveAt)).toBeLessThanOrEqual(Date.now() + 1000);
    await expect(aWeekLater()).resolves.toEqual({ erased: 1 });
  });
});
