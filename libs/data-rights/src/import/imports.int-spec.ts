import { randomBytes } from 'node:crypto';
import { type ConversationId, type DocumentId, type MessageId, newId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { arrangeDataRights, type DataRightsUnderTest } from '../../../../test/harness/data-rights.js';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { DAY, type WrittenKind } from '../retention/retention-rule.js';

const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY);

let opened: OwnedDatabase;
let boot: DataRightsUnderTest;
/** Of somebody who chose to keep documents for 300 days; all of it is older than that. */
let file: Uint8Array;
let vault: MemberVault;

beforeAll(async () => {
  Logger.overrideLogger(false);
  opened = await openAsApi();
  boot = await arrangeDataRights(opened);
  const giver = await aMember();
  await keepsFor(giver, { documents: 300, conversations: 3000 });
  await seed(giver, daysAgo(500));
  const { id, jobId } = await boot.exports.request(giver, undefined);
  await boot.over(giver, jobId ?? expect.unreachable());
  const chunks: Uint8Array[] = [];
  for await (const chunk of await boot.exports.open(giver, id)) chunks.push(chunk);
  file = Buffer.concat(chunks);
});
afterAll(() => opened.close());
beforeEach(async () => {
  vault = await aMember();
});

async function aMember(): Promise<MemberVault> {
  const member = aVault(await insertMember(opened.transactions));
  boot.keys.put(member);
  return member;
}

async function keepsFor({ ownerId }: MemberVault, days: Partial<Record<WrittenKind, number>>): Promise<void> {
  const rules = (['documents', 'conversations'] as const).map((kind) => ({ kind, days: days[kind] ?? null }));
  await boot.retention.saveOwn(ownerId, rules, daysAgo(900));
}

async function seed(member: MemberVault, createdAt: Date): Promise<void> {
  const id = newId<DocumentId>();
  const meta = { title: 'Deed', fileName: 'deed.txt', mediaType: 'text/plain', bytes: 9, pages: 1, language: 'en' };
  await boot.documents.create(member, {
    id,
    meta: { ...meta, passages: 1 },
    dedupeHash: randomBytes(32),
    createdAt,
    expiresAt: null,
  });
  await boot.documents.addPassages(member, id, [{ index: 0, text: 'Mine.', heading: '', page: 1, lastPage: 1 }]);
  await boot.documents.setProgress(member.ownerId, id, 'ready', 100);
  const conversation = newId<ConversationId>();
  await boot.conversations.create(member, {
    id: conversation,
    title: 'Whose?',
    createdAt,
    updatedAt: createdAt,
    heldAt: null,
  });
  const question = { id: newId<MessageId>(), role: 'user', text: 'Whose?', createdAt, documentIds: [] } as const;
  await boot.conversations.append(member, conversation, question);
}

async function brings(): Promise<void> {
  const job = await boot.over(vault, await boot.imports.request(vault, new Uint8Array(file), undefined));
  expect(job).toMatchObject({ state: 'completed', counts: { documents: 1, conversations: 1 } });
}

it('leaves the days of a notice to what is overdue here by then, and all else its date', async () => {
  await keepsFor(vault, { documents: 90, conversations: 600 });
  const before = Date.now();
  await brings();
  const [document] = await boot.documents.list(vault);
  const left = (document?.createdAt.getTime() ?? 0) + 90 * DAY - before;
  expect(left / DAY).toBeCloseTo(7, 2);
  const [conversation] = await boot.conversations.list(vault, { limit: 1 });
  expect((Date.now() - (conversation?.updatedAt.getTime() ?? 0)) / DAY).toBeCloseTo(500, 2);
});

it('does so for conversations', async () => {
  await keepsFor(vault, { conversations: 90 });
  const before = Date.now();
  await brings();
  const [conversation] = await boot.conversations.list(vault, { limit: 1 });
  expect(((conversation?.updatedAt.getTime() ?? 0) + 90 * DAY - before) / DAY).toBeCloseTo(7, 2);
});

it('takes no rule over that would leave nothing here: that is for its member to confirm', async () => {
  await brings();
  expect(await boot.retention.listOwn(vault.ownerId)).toMatchObject([{ kind: 'conversations', days: 3000 }]);
});

it('lets go of a file that could not be asked for, so that it can be brought again', async () => {
  const given = new Uint8Array(file);
  boot.transactions.dieAfter(0);
  await expect(boot.imports.request(vault, given, undefined)).rejects.toThrow('killed');
  boot.transactions.dieAfter(Number.POSITIVE_INFINITY);
  expect(given.every((byte) => byte === 0)).toBe(true);
  await brings();
});
