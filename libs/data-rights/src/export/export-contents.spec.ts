import { randomBytes } from 'node:crypto';
import type { Conversation, Message } from '@hearthlore/chat';
import { type ConversationId, type DocumentId, type MessageId, newId, type UserId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { aVault } from '@hearthlore/vault/testing';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import {
  exportedConversationSchema,
  exportedDocumentSchema,
  exportManifestSchema,
  exportSchema,
} from '../format/export-format.js';
import { ExportContents, type ExportSources } from './export-contents.js';
import { SEGMENT_BYTES, type Segment, segmentsOf } from './segments.js';

const CONVERSATIONS = 100;
/** Of text that no zip makes smaller, in each of them. */
const CONVERSATION_BYTES = 100 * 1024;

const createdAt = new Date('2026-05-01T10:00:00Z');

/** A member with ten megabytes of chats, who is asked for one of them at a time. */
function aTalkativeMember() {
  const asked: ConversationId[] = [];
  const conversations = Array.from({ length: CONVERSATIONS }, (_, at): Conversation => {
    return { id: newId<ConversationId>(), title: `Chat ${at}`, createdAt, updatedAt: createdAt, heldAt: null };
  });
  const documentId = newId<DocumentId>();
  const sources: ExportSources = {
    documents: {
      list: async () => [
        {
          id: documentId,
          title: 'Deed',
          fileName: 'deed.pdf',
          mediaType: 'application/pdf',
          bytes: 9,
          pages: 1,
          passages: 1,
          language: 'en',
          state: 'ready',
          progress: 100,
          error: null,
          createdAt,
          expiresAt: null,
          heldAt: null,
        },
      ],
      passages: async () => [{ index: 0, text: 'The deed.', heading: '', page: 1, lastPage: 1 }],
    },
    conversations: {
      list: async (_vault, { after, limit }) => {
        const from = after === undefined ? 0 : conversations.findIndex(({ id }) => id === after.id) + 1;
        return conversations.slice(from, from + limit);
      },
      messages: async (_vault, id) => {
        asked.push(id);
        const text = randomBytes(CONVERSATION_BYTES).toString('base64').slice(0, CONVERSATION_BYTES);
        return [{ id: newId<MessageId>(), role: 'user', text, createdAt, documentIds: [documentId] } satisfies Message];
      },
    },
    accounts: {
      get: async (id: UserId) => ({
        id,
        name: 'Ada',
        email: 'ada@a.example',
        role: 'member',
        state: 'active',
        createdAt,
      }),
    },
    apiKeys: { list: async () => [] },
    audit: { tagOf: async () => undefined, listOwn: async () => ({ entries: [], next: undefined }) },
    retention: { listOwn: async () => [{ kind: 'answers', days: 7, changedAt: createdAt }] },
  };
  return { asked, contents: new ExportContents(sources, new ManualClock(createdAt), '1.0.0') };
}

const show = async (): Promise<void> => undefined;

describe('the contents of an export', () => {
  it('are read no faster than they are taken, and come in small pieces', async () => {
    const { asked, contents } = aTalkativeMember();
    const segments: Segment[] = [];
    let taken = 0;
    for await (const segment of segmentsOf(contents.zip(aVault(), show))) {
      segments.push(segment);
      taken += segment.bytes.length;
      expect(segment.bytes.length).toBeLessThanOrEqual(SEGMENT_BYTES);
      // Each has its text twice: as JSON and to read; three quarters of base64 are left when it is packed.
      const read = asked.length * 2 * CONVERSATION_BYTES * 0.75;
      expect(read - taken).toBeLessThan(4 * SEGMENT_BYTES);
    }
    expect(asked).toHaveLength(CONVERSATIONS);
    expect(taken).toBeGreaterThan(10 * 1024 * 1024);
    expect(segments.map(({ last }) => last)).toEqual(segments.map((_, at) => at === segments.length - 1));
  });

  it('hold to their own format, and a manifest names each of them', async () => {
    const { contents } = aTalkativeMember();
    const chunks: Uint8Array[] = [];
    for await (const chunk of contents.zip(aVault(), show)) chunks.push(chunk);
    const files = unzipSync(Buffer.concat(chunks));
    const json = (name: string): unknown => JSON.parse(strFromU8(files[name] ?? new Uint8Array()));
    const index = exportSchema.parse(json('export.json'));
    const manifest = exportManifestSchema.parse(json('manifest.json'));
    expect(manifest.entries.map(({ path }) => path)).toEqual(
      Object.keys(files).filter((name) => name !== 'manifest.json'),
    );
    expect(index.settings.retention).toEqual([{ kind: 'answers', days: 7 }]);
    for (const { file } of index.documents) exportedDocumentSchema.parse(json(file));
    for (const { file } of index.conversations) exportedConversationSchema.parse(json(file));
    expect([index.documents.length, index.conversations.length]).toEqual([1, CONVERSATIONS]);
  });
});
