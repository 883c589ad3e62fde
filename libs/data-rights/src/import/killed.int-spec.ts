import { randomBytes } from 'node:crypto';
import type { Message } from '@hearthlore/chat';
import { type ConversationId, type DocumentId, type MessageId, newId, passageId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { Logger } from '@nestjs/common';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arrangeDataRights, type DataRightsUnderTest } from '../../../../test/harness/data-rights.js';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';

/** Points at which the process is killed, over all of its transactions. */
const POINTS = 16;

let opened: OwnedDatabase;
/** Of a member whose export is several batches of segments long, and of one who has the same things shorter. */
let vault: MemberVault;
let brief: MemberVault;
let file: Uint8Array;

beforeAll(async () => {
  Logger.overrideLogger(false);
  opened = await openAsApi();
  vault = await seeded(12_000);
  brief = await seeded(90);
  file = await exportOf(await aBoot(brief), brief);
});
afterAll(() => opened.close());

/** One run of the process, with the member signed in. */
async function aBoot(member: MemberVault): Promise<DataRightsUnderTest> {
  const boot = await arrangeDataRights(opened);
  boot.keys.put(member);
  return boot;
}

async function seeded(passageBytes: number): Promise<MemberVault> {
  const member = aVault(await insertMember(opened.transactions));
  const boot = await aBoot(member);
  for (let at = 0; at < 3; at += 1) await seedDocument(boot, member, `deed ${at}`, passageBytes);
  for (let at = 0; at < 3; at += 1) await seedConversation(boot, member, `Question ${at}`);
  return member;
}

/** Of bytes that no zip makes smaller. */
async function seedDocument(
  { documents }: DataRightsUnderTest,
  member: MemberVault,
  title: string,
  passageBytes: number,
): Promise<void> {
  const passages = 50;
  const id = newId<DocumentId>();
  const meta = {
    title,
    fileName: `${title}.txt`,
    mediaType: 'text/plain',
    bytes: 9,
    pages: 3,
    passages,
    language: 'en',
  };
  await documents.create(member, { id, meta, dedupeHash: randomBytes(32), expiresAt: null });
  const all = Array.from({ length: passages }, (_, index) => ({
    index,
    text: `${title} ${index} ${randomBytes(passageBytes).toString('base64')}`,
    heading: `Part ${index}`,
    page: 1 + (index % 3),
    lastPage: 1 + (index % 3),
  }));
  await documents.addPassages(member, id, all);
  await documents.setProgress(member.ownerId, id, 'ready', 100);
}

async function seedConversation(
  { conversations }: DataRightsUnderTest,
  member: MemberVault,
  title: string,
): Promise<void> {
  const id = newId<ConversationId>();
  const createdAt = new Date('2026-05-01T10:00:00Z');
  const documentId = newId<DocumentId>();
  const place = { n: 1, documentId, title, page: null };
  const messages: Message[] = [
    { id: newId<MessageId>(), role: 'user', text: title, createdAt, documentIds: [] },
    {
      id: newId<MessageId>(),
      role: 'assistant',
      text: 'Here [1].',
      createdAt,
      details: {
        state: 'complete',
        model: null,
        milliseconds: 1,
        retrieved: 1,
        notice: null,
        sources: [{ ...place, lastPage: null }],
        citations: [{ ...place, passageId: passageId(documentId, 0), quote: 'q', score: 1 }],
        grounding: { supported: 1, unsupported: 0 },
      },
    },
  ];
  await conversations.create(member, { id, title, createdAt, updatedAt: createdAt, heldAt: null });
  for (const message of messages) await conversations.append(member, id, message);
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function exportOf(boot: DataRightsUnderTest, member: MemberVault): Promise<Uint8Array> {
  const { id, jobId } = await boot.exports.request(member, undefined);
  await boot.over(member, jobId ?? expect.unreachable());
  return bytesOf(await boot.exports.open(member, id));
}

/** What an export holds, less its dates. */
function holdingsOf(zip: Uint8Array): string[] {
  const files = unzipSync(zip);
  return Object.entries(files)
    .filter(([name]) => name.includes('/'))
    .map(([name, bytes]) => `${name} ${strFromU8(bytes)}`)
    .toSorted();
}

/** Whole documents and conversations, by name: anything half-done would differ, or have another state. */
async function holdings({ documents, conversations }: DataRightsUnderTest, member: MemberVault) {
  const listed = await documents.list(member);
  const whole = await Promise.all(
    listed.map(async ({ id, title, state, pages }) => ({
      title,
      state,
      pages,
      passages: await documents.passages(member, id),
    })),
  );
  const chats = await conversations.list(member, { limit: 100 });
  const messages = await Promise.all(
    chats.map(async ({ id, title }) => ({ title, messages: await conversations.messages(member, id) })),
  );
  return new Map([...whole, ...messages].map((one) => [one.title, JSON.stringify(one)]));
}

const points = (total: number): number[] =>
  Array.from({ length: POINTS }, (_, at) => 1 + Math.floor((at * (total - 1)) / (POINTS - 1)));

describe('a process that is killed while it makes an export', () => {
  it('leaves nothing to fetch that is not whole, and the next one makes it anew', async () => {
    const first = await aBoot(vault);
    const before = first.transactions.begun;
    const expected = holdingsOf(await exportOf(first, vault));
    const total = first.transactions.begun - before;
    expect(total).toBeGreaterThan(POINTS);
    for (const point of points(total)) {
      const dying = await aBoot(vault);
      dying.transactions.dieAfter(point);
      const asked = await dying.exports.request(vault, undefined).catch(() => undefined);
      if (asked?.jobId != null) await dying.over(vault, asked.jobId).catch(() => undefined);
      const next = await arrangeDataRights(opened);
      const [left] = await next.exports.list(vault.ownerId);
      if (left?.state === 'ready')
        expect(holdingsOf(await bytesOf(await next.exports.open(vault, left.id)))).toEqual(expected);
      else if (left !== undefined) await expect(next.exports.open(vault, left.id)).rejects.toThrow('not ready');
      next.keys.put(vault);
      if (left?.jobId != null) {
        expect(await next.over(vault, left.jobId)).toMatchObject({ state: 'completed' });
        expect(holdingsOf(await bytesOf(await next.exports.open(vault, left.id)))).toEqual(expected);
      }
      expect((await next.exports.list(vault.ownerId)).length).toBeLessThanOrEqual(1);
    }
  });

  it('fails one with a passphrase, which only it knew', async () => {
    const dying = await aBoot(vault);
    dying.transactions.dieAfter(20);
    const asked = await dying.exports.request(vault, 'lantern under the stairs').catch(() => undefined);
    if (asked?.jobId == null) return expect.unreachable();
    await dying.over(vault, asked.jobId).catch(() => undefined);
    const next = await aBoot(vault);
    expect(await next.over(vault, asked.jobId)).toMatchObject({ state: 'failed', error: 'export.interrupted' });
    expect((await next.exports.get(vault.ownerId, asked.id)).state).toBe('failed');
  });

  it('keeps one with a passphrase that was ready', async () => {
    const passphrase = 'lantern under the stairs';
    const counting = await aBoot(brief);
    const { jobId } = await counting.exports.request(brief, passphrase);
    await counting.over(brief, jobId ?? expect.unreachable());
    let isMet = false;
    for (let point = counting.transactions.begun; point > 0 && !isMet; point -= 1) {
      const dying = await aBoot(brief);
      dying.transactions.dieAfter(point);
      const asked = await dying.exports.request(brief, passphrase).catch(() => undefined);
      if (asked?.jobId == null) return expect.unreachable();
      await dying.over(brief, asked.jobId).catch(() => undefined);
      const next = await arrangeDataRights(opened);
      if ((await next.exports.get(brief.ownerId, asked.id)).state !== 'ready') return expect.unreachable();
      isMet = (await next.jobs.get(brief.ownerId, asked.jobId)).state !== 'completed';
      next.keys.put(brief);
      expect(await next.over(brief, asked.jobId)).toMatchObject({ state: 'completed' });
      expect((await next.exports.get(brief.ownerId, asked.id)).state).toBe('ready');
    }
    expect(isMet).toBe(true);
  });
});

describe('a process that is killed while it brings an export in', () => {
  it('leaves whole documents and conversations alone, and the same file brings the rest', async () => {
    const expected = await holdings(await aBoot(brief), brief);
    const counter = aVault(await insertMember(opened.transactions));
    const counting = await aBoot(counter);
    const before = counting.transactions.begun;
    await counting.over(counter, await counting.imports.request(counter, new Uint8Array(file), undefined));
    const total = counting.transactions.begun - before;
    for (const point of points(total)) {
      const member = aVault(await insertMember(opened.transactions));
      const dying = await aBoot(member);
      dying.transactions.dieAfter(point);
      const asked = await dying.imports.request(member, new Uint8Array(file), undefined).catch(() => undefined);
      if (asked !== undefined) await dying.over(member, asked).catch(() => undefined);
      const next = await aBoot(member);
      const there = await holdings(next, member);
      for (const [title, one] of there) expect(withoutPlaces(one)).toBe(withoutPlaces(expected.get(title) ?? ''));
      if (asked !== undefined) {
        const job = await next.over(member, asked);
        expect([job?.state, job?.error]).toEqual(
          job?.state === 'completed' ? ['completed', null] : ['failed', 'import.interrupted'],
        );
      }
      const again = await next.over(member, await next.imports.request(member, new Uint8Array(file), undefined));
      expect(again?.counts).toEqual({
        documents: 3 - [...there.keys()].filter((title) => title.startsWith('deed')).length,
        conversations: 3 - [...there.keys()].filter((title) => title.startsWith('Question')).length,
        skipped: there.size,
      });
      expect([...(await holdings(next, member)).keys()].toSorted()).toEqual([...expected.keys()].toSorted());
    }
  });
});

/** Ids of documents differ from member to member. */
const withoutPlaces = (text: string): string => text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '');
