import { strFromU8, unzipSync } from 'fflate';
import { Decrypter } from 'age-encryption';
import { ConversationStore } from '@hearthlore/chat';
import { type ConversationId, type DocumentId, type MessageId, newId, passageId } from '@hearthlore/kernel';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ApiMember, anUpload } from '../../../../test/harness/api-member.js';
import { ada, ben } from '../../../../test/harness/identity.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';

const TITLE = '../../etc/passwd\u202e‮ <b>"CON"\\..';
const TEXT = 'The marzipanhelm is under the stairs, beside the lantern.';
const PASSPHRASE = 'lantern under the stairs';

let api: ApiUnderTest;
let owner: ApiMember;
let other: ApiMember;
let documentId: DocumentId;

beforeAll(async () => {
  api = await startApi();
  owner = await new ApiMember(api, ada).setsUp();
  other = await owner.admits(ben);
  const uploaded = await owner.asks(
    '/api/v1/documents',
    anUpload('secret.md', `# ${TITLE}\n\n${TEXT}\n`, { title: TITLE }),
  );
  documentId = z.object({ id: z.string() }).parse(uploaded.json()).id as DocumentId;
  const isReady = async () => (await owner.asks(`/api/v1/documents/${documentId}`)).body.includes('"ready"');
  await vi.waitUntil(isReady, { timeout: 30_000 });
  await seedConversation();
  await owner.stepsUp();
});
afterAll(() => api.close());

async function seedConversation(): Promise<void> {
  const store = api.app.get(ConversationStore, { strict: false });
  const vault = api.platform.keys.get(owner.sessionId);
  const id = newId<ConversationId>();
  const createdAt = new Date('2026-05-01T10:00:00Z');
  await store.create(vault, { id, title: TITLE, createdAt, updatedAt: createdAt, heldAt: null });
  const place = { documentId, title: TITLE, page: null };
  await store.append(vault, id, {
    id: newId<MessageId>(),
    role: 'user',
    text: 'Where is it?',
    createdAt,
    documentIds: [],
  });
  await store.append(vault, id, {
    id: newId<MessageId>(),
    role: 'assistant',
    text: 'Under the stairs [1].',
    createdAt,
    details: {
      state: 'complete',
      model: null,
      milliseconds: 3,
      retrieved: 1,
      notice: null,
      sources: [{ n: 1, ...place, lastPage: null }],
      citations: [{ n: 1, ...place, passageId: passageId(documentId, 0), quote: TEXT, score: 1 }],
      grounding: { supported: 1, unsupported: 0 },
    },
  });
}

const exportSchema = z.object({ id: z.string(), state: z.string(), bytes: z.number(), jobId: z.string().nullable() });

async function exports(payload: object = {}) {
  const answer = await owner.asks('/api/v1/exports', { method: 'POST', payload });
  expect(answer.statusCode).toBe(202);
  const { id, jobId } = exportSchema.parse(answer.json());
  expect(answer.headers.location).toBe(`/api/v1/jobs/${jobId}`);
  await expect
    .poll(async () => (await owner.asks(`/api/v1/jobs/${jobId}`)).json<{ state: string }>().state)
    .toBe('completed');
  return exportSchema.parse((await owner.asks(`/api/v1/exports/${id}`)).json());
}

async function fetchesContent(id: string): Promise<Uint8Array> {
  const answer = await owner.asks(`/api/v1/exports/${id}/content`);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers).toMatchObject({
    'cache-control': 'no-store',
    'content-disposition': expect.stringMatching(/^attachment; filename="hearthlore-\d{4}-\d\d-\d\d\.zip(\.age)?"$/),
  });
  return new Uint8Array(answer.rawPayload);
}

describe('an export', () => {
  it('has everything of its member, under names that lead nowhere', async () => {
    const one = await exports();
    expect(one).toMatchObject({ state: 'ready' });
    const content = await fetchesContent(one.id);
    expect(content.length).toBe(one.bytes);
    const files = unzipSync(content);
    const names = Object.keys(files);
    for (const name of names) expect(name).toMatch(/^[\p{L}\p{M}\p{N} _().-]+(\/[\p{L}\p{M}\p{N} _().-]+)?$/u);
    for (const name of names) expect(name).not.toContain('..');
    const index = JSON.parse(strFromU8(files['export.json'] ?? new Uint8Array()));
    expect(index).toMatchObject({
      format: 'hearthlore-export',
      version: 1,
      member: { name: 'Ada', email: ada.email },
      documents: [{ id: documentId, title: TITLE, file: `documents/${documentId}.json` }],
    });
    const document = JSON.parse(strFromU8(files[`documents/${documentId}.json`] ?? new Uint8Array()));
    expect(document).toMatchObject({ title: TITLE, fileName: 'secret.md' });
    expect(JSON.stringify(document.passages)).toContain(TEXT);
    const chats = names.filter((name) => name.startsWith('chats/'));
    expect(strFromU8(files[chats[0] ?? ''] ?? new Uint8Array())).toContain(`- [1] ${TITLE}: “${TEXT}”`);
    const activity = strFromU8(files['activity.json'] ?? new Uint8Array());
    expect(activity).toContain('export.requested');
  });

  it('opens with its passphrase by any age, and with no other', async () => {
    const { id } = await exports({ passphrase: PASSPHRASE });
    const content = await fetchesContent(id);
    expect(strFromU8(content.subarray(0, 22))).toBe('age-encryption.org/v1\n');
    const decrypter = new Decrypter();
    decrypter.addPassphrase(PASSPHRASE);
    expect(Object.keys(unzipSync(await decrypter.decrypt(content)))).toContain('manifest.json');
    const wrong = new Decrypter();
    wrong.addPassphrase('another one');
    await expect(wrong.decrypt(content)).rejects.toThrow('no identity matched');
  });

  it('takes the place of the one before', async () => {
    const first = await exports();
    const second = await exports();
    const list = z.object({ data: z.array(exportSchema) }).parse((await owner.asks('/api/v1/exports')).json());
    expect(list.data.map(({ id }) => id)).toEqual([second.id]);
    expect((await owner.asks(`/api/v1/exports/${first.id}/content`)).statusCode).toBe(404);
  });

  it('is nobody else’s', async () => {
    const { id } = await exports();
    for (const path of [id, `${id}/content`]) {
      const answer = await other.asks(`/api/v1/exports/${path}`);
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([404, 'export.not-found']);
    }
    expect((await other.asks(`/api/v1/exports/${id}`, { method: 'DELETE' })).statusCode).toBe(404);
    expect((await other.asks('/api/v1/exports')).json()).toEqual({ data: [] });
    expect((await owner.asks(`/api/v1/exports/${id}`)).statusCode).toBe(200);
  });

  it('asks for a fresh proof that its member is there', async () => {
    const answer = await other.asks('/api/v1/exports', { method: 'POST', payload: {} });
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([403, 'auth.step-up-required']);
  });

  it('is gone after its day, before anybody has come by', async () => {
    const { id } = await exports();
    await queryAsSuperuser(api.database, `update exports set expires_at = now() - interval '1 second'`);
    expect((await owner.asks(`/api/v1/exports/${id}/content`)).statusCode).toBe(404);
    await exports();
    const sets = await queryAsSuperuser(api.database, `select id from record_sets where kind = 'export' and id = $1`, [
      id,
    ]);
    expect(sets).toEqual([]);
  });

  it('is not made of what is deleted meanwhile, and says so', async () => {
    const answer = await owner.asks('/api/v1/documents', anUpload('late.md', 'Here for a moment.'));
    const late = z.object({ id: z.string() }).parse(answer.json()).id;
    // Stretching its passphrase takes the export longer than what follows.
    const asked = await owner.asks('/api/v1/exports', { method: 'POST', payload: { passphrase: PASSPHRASE } });
    expect((await owner.asks(`/api/v1/documents/${late}`, { method: 'DELETE' })).statusCode).toBe(204);
    const { id, jobId } = exportSchema.parse(asked.json());
    await expect
      .poll(async () => (await owner.asks(`/api/v1/jobs/${jobId}`)).json<{ error: string }>().error)
      .toBe('export.overtaken');
    expect((await owner.asks(`/api/v1/exports/${id}`)).statusCode).toBe(404);
  });

  it('is stored as ciphertext alone, and leaves nothing when it is deleted', async () => {
    const { id } = await exports();
    const rows = await queryAsSuperuser<{ sealed: Buffer }>(
      api.database,
      'select sealed from records where set_id = $1',
      [id],
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { sealed } of rows) {
      expect(sealed.toString('latin1')).not.toMatch(/export\.json|README|marzipanhelm/);
    }
    expect((await owner.asks(`/api/v1/exports/${id}`, { method: 'DELETE' })).statusCode).toBe(204);
    expect(await queryAsSuperuser(api.database, 'select 1 from records where set_id = $1', [id])).toEqual([]);
    expect((await owner.asks(`/api/v1/exports/${id}`)).statusCode).toBe(404);
  });
});
