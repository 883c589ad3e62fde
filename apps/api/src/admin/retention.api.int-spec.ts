import { RecordSetConversationStore } from '@hearthlore/chat';
import { anAnswer, aQuestion } from '@hearthlore/chat/testing';
import { Secret } from '@hearthlore/config';
import { RetentionPurge } from '@hearthlore/data-rights';
import { createPool, MaintenanceTransactions, openDatabase } from '@hearthlore/database';
import { PostgresQueues, QueueWorker } from '@hearthlore/jobs';
import { type ConversationId, newId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import type { MemberVault } from '@hearthlore/vault';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DAY } from '../../../../test/harness/ageing.js';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ApiMember, anUpload } from '../../../../test/harness/api-member.js';
import { ada, ben } from '../../../../test/harness/identity.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';

const RULES = '/api/v1/admin/retention/rules';
const RUNS = '/api/v1/admin/retention/runs';
const OWN = '/api/v1/me/retention';
const withId = z.object({ id: z.string() });
const entries = z.object({ data: z.array(z.object({ action: z.string() })) });
const list = z.object({ data: z.array(z.object({ title: z.string() })) });

let api: ApiUnderTest;
let owner: ApiMember;
let member: ApiMember;
let pool: pg.Pool;
let worker: QueueWorker<'retention'>;
const clock = new ManualClock(new Date());

beforeAll(async () => {
  api = await startApi();
  owner = await new ApiMember(api, ada).setsUp();
  member = await owner.admits(ben);
  pool = createPool(new Secret(api.database.urls.jobs), { max: 2, name: 'int-spec' });
  const purge = new RetentionPurge(new MaintenanceTransactions(openDatabase(pool)), clock);
  const handlers = {
    purge: () => purge.run('schedule'),
    'purge-now': () => purge.run('manager'),
    preview: () => purge.preview(),
    'tell-ahead': () => Promise.resolve({}),
  };
  const backend = new PostgresQueues(new Secret(api.database.urls.queue));
  worker = new QueueWorker(backend, 'retention', handlers, { onFailure: () => undefined });
}, 280_000);
afterAll(async () => {
  await worker.close();
  await pool.end();
  await api.close();
});

const put = (who: ApiMember, url: string, payload: object) => who.asks(url, { method: 'PUT', payload });
const patch = (who: ApiMember, url: string, payload: object) => who.asks(url, { method: 'PATCH', payload });
const run = (payload: object = {}) => owner.asks(RUNS, { method: 'POST', payload });
const sql = (text: string, values: readonly unknown[] = []) => queryAsSuperuser(api.database, text, values);

async function begins(who: ApiMember, title: string): Promise<string> {
  return withId.parse((await who.asks('/api/v1/chats', { method: 'POST', payload: { title } })).json()).id;
}

async function uploads(who: ApiMember, name: string, text: string): Promise<string> {
  return withId.parse((await who.asks('/api/v1/documents', anUpload(name, text))).json()).id;
}

describe('the rules', () => {
  it('take nothing that anybody wrote, unless they are set, which managers may', async () => {
    const answer = await owner.asks(RULES);
    expect(answer.json()).toMatchObject({
      rules: [
        { kind: 'documents', days: null, bitesFrom: null, changedAt: null },
        { kind: 'conversations', days: null },
        { kind: 'questions', days: null, suggestedDays: 30 },
        { kind: 'answers', days: null, suggestedDays: 7 },
        { kind: 'audit-bodies', days: 730, leastDays: 90 },
        { kind: 'sessions', days: 90, suggestedDays: 90 },
        { kind: 'usage', days: 90, suggestedDays: 90 },
      ],
    });
    for (const url of [RULES, RUNS, '/api/v1/admin/retention/preview'])
      expect((await member.asks(url)).statusCode).toBe(403);
    expect((await put(member, RULES, { rules: [{ kind: 'documents', days: 1 }] })).statusCode).toBe(403);
  });

  it('are written to the log when they change, and keep their day when they do not', async () => {
    const rules = [{ kind: 'answers', days: 70 }];
    const first = (await put(owner, RULES, { rules })).json();
    expect((await put(owner, RULES, { rules })).json()).toEqual(first);
    const log = (await owner.asks('/api/v1/admin/audit?action=retention.changed')).json();
    expect(entries.parse(log).data).toHaveLength(1);
    await put(owner, RULES, { rules: [{ kind: 'answers', days: null }] });
  });

  it.each([
    [{ rules: [] }, 400, 'request.invalid'],
    [{ rules: [{ kind: 'documents' }] }, 400, 'request.invalid'],
    [{ rules: [{ kind: 'documents', days: 0 }] }, 400, 'request.invalid'],
    [{ rules: [{ kind: 'keys', days: 9 }] }, 400, 'request.invalid'],
    [{ rules: [{ kind: 'audit-bodies', days: 89 }] }, 422, 'retention.too-short'],
  ])('refuse %j', async (body, status, code) => {
    const answer = await put(owner, RULES, body);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ code });
  });

  it('want their sentence typed where they would leave nothing', async () => {
    await begins(member, 'The only one');
    const chats = [await begins(owner, 'Old'), await begins(owner, 'Older')];
    await sql(`update conversations set updated_at = now() - interval '50 days'`);
    const rules = [{ kind: 'conversations', days: 40 }];
    const answer = await put(owner, RULES, { rules });
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({
      code: 'retention.confirmation-required',
      phrase: 'delete 3 conversations',
      counts: [{ kind: 'conversations', total: 3, due: 3 }],
    });
    expect((await put(owner, RULES, { rules, confirm: 'delete 2 conversations' })).statusCode).toBe(409);
    // What is held is not what there is to lose.
    await patch(owner, `/api/v1/chats/${chats[0]}`, { hold: true });
    const held = (await put(owner, RULES, { rules })).json();
    expect(held).toMatchObject({ phrase: 'delete 2 conversations' });
    expect((await put(owner, RULES, { rules, confirm: 'delete 2 conversations' })).statusCode).toBe(200);
    // The profile of the guides is for one click where people still talk.
    await sql(`update conversations set updated_at = now() - interval '6 days'`);
    const profile = {
      rules: [
        { kind: 'questions', days: 30 },
        { kind: 'answers', days: 7 },
      ],
    };
    expect((await put(owner, RULES, profile)).statusCode).toBe(200);
    await sql(`update conversations set updated_at = now() - interval '50 days'`);
    expect((await put(owner, RULES, { rules: [{ kind: 'answers', days: 6 }] })).json()).toMatchObject({
      phrase: 'delete the answers of 2 conversations',
    });
    for (const kind of ['questions', 'answers']) await put(owner, RULES, { rules: [{ kind, days: null }] });
    // The own ones alone, for a member.
    const own = await put(member, OWN, { rules: [{ kind: 'conversations', days: 30 }] });
    expect(own.json()).toMatchObject({ phrase: 'delete 1 conversation' });
    expect((await put(owner, RULES, { rules: [{ kind: 'conversations', days: null }] })).statusCode).toBe(200);
    await patch(owner, `/api/v1/chats/${chats[0]}`, { hold: false });
    await sql('update conversations set updated_at = now()');
  });
});

describe('a member', () => {
  it('chooses less than the installation keeps, never more', async () => {
    await put(owner, RULES, { rules: [{ kind: 'documents', days: 400 }] });
    const tooLong = await put(member, OWN, { rules: [{ kind: 'documents', days: 401 }] });
    expect(tooLong.json()).toMatchObject({ code: 'retention.too-long', most: 400 });
    const own = await put(member, OWN, {
      rules: [
        { kind: 'documents', days: 300 },
        { kind: 'answers', days: 9 },
      ],
    });
    expect(own.json()).toMatchObject({
      rules: [
        { kind: 'documents', days: 300, installationDays: 400 },
        { kind: 'conversations', days: null, bitesFrom: null },
        { kind: 'questions', days: null },
        { kind: 'answers', days: 9, installationDays: null },
      ],
    });
    expect((await owner.asks(OWN)).json()).toMatchObject({ rules: [{ kind: 'documents', days: null }, {}, {}, {}] });
    await put(member, OWN, {
      rules: [
        { kind: 'documents', days: null },
        { kind: 'answers', days: null },
      ],
    });
    await put(owner, RULES, { rules: [{ kind: 'documents', days: null }] });
  });

  it('sees by title what goes and when, and nobody else does', async () => {
    const id = await uploads(member, 'deed.txt', 'The deed of the house.');
    const due = new Date(Date.now() + 3 * DAY).toISOString();
    await patch(member, `/api/v1/documents/${id}`, { expiresAt: due, title: 'Deed of the house' });
    const preview = (await member.asks(`${OWN}/preview`)).json();
    expect(preview).toEqual({ data: [{ kind: 'document', id, title: 'Deed of the house', due }] });
    expect((await member.asks(`${OWN}/preview?days=2`)).json()).toEqual({ data: [] });
    expect((await owner.asks(`${OWN}/preview`)).json()).toEqual({ data: [] });
    expect((await owner.asks('/api/v1/admin/retention/preview')).json()).toMatchObject({
      counts: { documents: 0 },
      inSevenDays: { documents: 1 },
    });
    await patch(member, `/api/v1/documents/${id}`, { hold: true });
    expect((await member.asks(`${OWN}/preview`)).json()).toEqual({ data: [] });
  });

  it('keeps what is held past its date, until the own deletion', async () => {
    const id = await uploads(member, 'will.txt', 'The last will.');
    const gone = await uploads(member, 'bill.txt', 'A bill.');
    await patch(member, `/api/v1/documents/${id}`, { hold: true });
    await sql(`update documents set expires_at = now() - interval '1 day' where id = any($1)`, [[id, gone]]);
    const held = await member.asks(`/api/v1/documents/${id}`);
    expect(held.json()).toMatchObject({ heldAt: expect.any(String) });
    expect((await run()).json()).toMatchObject({ expiredDocuments: 1, counts: { documents: 1 } });
    expect((await member.asks(`/api/v1/documents/${id}`)).statusCode).toBe(200);
    expect((await member.asks(`/api/v1/documents/${gone}`)).statusCode).toBe(404);
    expect((await member.asks(`/api/v1/documents/${id}`, { method: 'DELETE' })).statusCode).toBe(204);
    const runs = (await owner.asks(RUNS)).json();
    expect(runs).toMatchObject({ data: [{ trigger: 'manager', documents: 1, error: null }] });
  });

  it('has overdue messages removed with the own keys, and sees that they are gone', async () => {
    const { transactions, recordSets, keys, memberWork } = api.platform;
    const store = new RecordSetConversationStore(transactions, recordSets);
    const vault: MemberVault = keys.vaultsOf(member.userId)[0] ?? expect.unreachable();
    const old = new Date(Date.now() - 20 * DAY);
    const id = newId<ConversationId>();
    await store.create(vault, { id, title: '', createdAt: old, updatedAt: old, heldAt: null });
    await store.append(vault, id, aQuestion('Who has the key?', old), 'Who has the key?');
    await store.append(vault, id, anAnswer('Ada.', new Date()));
    await put(member, OWN, { rules: [{ kind: 'questions', days: 10 }] });
    const trim = async (): Promise<unknown> => {
      const job = await memberWork.memberJobs.request(member.userId, 'trim-conversations');
      await memberWork.memberJobs.settled(member.userId);
      return memberWork.memberJobs.get(member.userId, job);
    };
    await expect(trim()).resolves.toMatchObject({ state: 'completed', counts: { messages: 0 } });
    await sql(`update member_retention set changed_at = now() - interval '7 days'`);
    const due = (await member.asks(`${OWN}/preview`)).json();
    expect(due).toMatchObject({ data: [{ kind: 'messages', id, title: 'Who has the key?' }] });
    await expect(trim()).resolves.toMatchObject({ state: 'completed', counts: { messages: 1, conversations: 1 } });
    const messages = await member.asks(`/api/v1/chats/${id}/messages`);
    expect(messages.json()).toMatchObject({ data: [{ role: 'assistant', text: 'Ada.' }] });
    expect(list.parse((await member.asks('/api/v1/chats')).json()).data.map(({ title }) => title)).toContain('');
    await expect(trim()).resolves.toMatchObject({ counts: { messages: 0 } });
  });
});

describe('a clock that made a leap', () => {
  it('is told to whoever asks for a run, who may vouch for it', async () => {
    await run();
    clock.advance(30 * DAY);
    const refused = await run();
    expect(refused.statusCode).toBe(409);
    expect(refused.json()).toMatchObject({ code: 'retention.clock-unsteady', now: clock.now().toISOString() });
    expect((await owner.asks(RUNS)).json()).toMatchObject({ data: [{ error: 'retention.clock-unsteady' }, {}, {}] });
    clock.advance(-30 * DAY);
    expect((await run({ clockIsRight: true })).statusCode).toBe(200);
  });
});
