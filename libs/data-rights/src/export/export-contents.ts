import type { AuditReports } from '@hearthlore/audit';
import type { Conversation, ConversationStore } from '@hearthlore/chat';
import { DocumentNotFoundError, type DocumentsService, type DocumentSummary } from '@hearthlore/documents';
import type { AccountsService, ApiKeys } from '@hearthlore/identity';
import type { Clock, UserId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import type { DrizzleRetentionRules } from '../adapters/drizzle-retention-rules.js';
import { entryName } from '../format/entry-name.js';
import {
  ACTIVITY_FILE,
  EXPORT_FORMAT,
  EXPORT_VERSION,
  type ExportedActivity,
  type ExportedConversation,
  type ExportedDocument,
  type ExportIndex,
  INDEX_FILE,
  type ListedEntry,
  MANIFEST_FILE,
} from '../format/export-format.js';
import { conversationMarkdown } from './conversation-markdown.js';
import { README } from './readme.js';
import { ZipWriter } from './zip-writer.js';

/** Rows that are asked for at a time. */
const PAGE = 200;
/** Share of the progress that documents and conversations take. */
const DOCUMENTS_SHARE = 60;
const CONVERSATIONS_SHARE = 35;

/** Where everything of a member is. */
export interface ExportSources {
  readonly documents: Pick<DocumentsService, 'list' | 'passages'>;
  readonly conversations: Pick<ConversationStore, 'list' | 'messages'>;
  readonly accounts: Pick<AccountsService, 'get'>;
  readonly apiKeys: Pick<ApiKeys, 'list'>;
  readonly audit: Pick<AuditReports, 'listOwn' | 'tagOf'>;
  readonly retention: Pick<DrizzleRetentionRules, 'listOwn'>;
}

export type ShowProgress = (percent: number, step: string) => Promise<void>;

/** Everything of a member as a zip, made while it is read: one document or one conversation of it is in memory. */
export class ExportContents {
  constructor(
    private readonly sources: ExportSources,
    private readonly clock: Clock,
    private readonly appVersion: string,
  ) {}

  /** What is deleted meanwhile is left out. */
  async *zip(vault: MemberVault, show: ShowProgress): AsyncGenerator<Uint8Array> {
    const now = this.clock.now();
    const zip = new ZipWriter(now);
    yield* zip.add('README.txt', [README]);
    const documents: ListedEntry[] = [];
    yield* this.#documents(vault, zip, documents, show);
    const conversations: ListedEntry[] = [];
    yield* this.#conversations(vault, zip, conversations, show);
    await show(DOCUMENTS_SHARE + CONVERSATIONS_SHARE, 'export.account');
    const activity = await this.#activity(vault.ownerId);
    yield* zip.add(ACTIVITY_FILE, [JSON.stringify(activity, undefined, 1)]);
    const index: ExportIndex = {
      format: EXPORT_FORMAT,
      version: EXPORT_VERSION,
      createdAt: now.toISOString(),
      appVersion: this.appVersion,
      ...(await this.#account(vault)),
      documents,
      conversations,
      activity: { file: ACTIVITY_FILE, entries: activity.length },
    };
    yield* zip.add(INDEX_FILE, [JSON.stringify(index, undefined, 1)]);
    const manifest = { format: EXPORT_FORMAT, version: EXPORT_VERSION, entries: [...zip.entries] };
    yield* zip.add(MANIFEST_FILE, [JSON.stringify(manifest, undefined, 1)]);
    yield* zip.end();
  }

  async *#documents(
    vault: MemberVault,
    zip: ZipWriter,
    listed: ListedEntry[],
    show: ShowProgress,
  ): AsyncGenerator<Uint8Array> {
    const summaries = await this.sources.documents.list(vault);
    for (const [at, summary] of summaries.entries()) {
      await show((at / summaries.length) * DOCUMENTS_SHARE, 'export.documents');
      const document = await this.#document(vault, summary);
      if (document === undefined) continue;
      const { id, title } = document;
      const file = `documents/${id}.json`;
      const text = `texts/${entryName(title, id)}.txt`;
      yield* zip.add(file, [JSON.stringify(document)]);
      yield* zip.add(text, textOf(document));
      listed.push({ id, title, file, text });
    }
  }

  async #document(vault: MemberVault, summary: DocumentSummary): Promise<ExportedDocument | undefined> {
    const { id, title, fileName, mediaType, bytes, pages, language, state, createdAt, expiresAt, heldAt } = summary;
    try {
      return {
        id,
        title,
        fileName,
        mediaType,
        bytes,
        pages,
        language,
        state,
        createdAt: createdAt.toISOString(),
        expiresAt: expiresAt?.toISOString() ?? null,
        heldAt: heldAt?.toISOString() ?? null,
        passages: await this.sources.documents.passages(vault, id),
      };
    } catch (error) {
      if (error instanceof DocumentNotFoundError) return undefined;
      throw error;
    }
  }

  async *#conversations(
    vault: MemberVault,
    zip: ZipWriter,
    listed: ListedEntry[],
    show: ShowProgress,
  ): AsyncGenerator<Uint8Array> {
    const conversations = await this.#listConversations(vault);
    for (const [at, conversation] of conversations.entries()) {
      await show(DOCUMENTS_SHARE + (at / conversations.length) * CONVERSATIONS_SHARE, 'export.conversations');
      const messages = await this.sources.conversations.messages(vault, conversation.id);
      if (messages === undefined) continue;
      const { id, title, createdAt, updatedAt, heldAt } = conversation;
      const file = `conversations/${id}.json`;
      const text = `chats/${entryName(title, id)}.md`;
      const dates = {
        createdAt: createdAt.toISOString(),
        updatedAt: updatedAt.toISOString(),
        heldAt: heldAt?.toISOString() ?? null,
      };
      yield* zip.add(file, jsonOf({ id, title, ...dates }, messages));
      yield* zip.add(text, conversationMarkdown(conversation, messages));
      listed.push({ id, title, file, text });
    }
  }

  /** Their heads alone, before any is read: one that is written to meanwhile moves in the list. */
  async #listConversations(vault: MemberVault): Promise<Conversation[]> {
    const all: Conversation[] = [];
    for (;;) {
      const after = all.at(-1);
      const page = await this.sources.conversations.list(vault, { limit: PAGE, ...(after ? { after } : {}) });
      all.push(...page);
      if (page.length < PAGE) return all;
    }
  }

  async #activity(ownerId: UserId): Promise<ExportedActivity[]> {
    const ownTag = await this.sources.audit.tagOf(ownerId);
    const all: ExportedActivity[] = [];
    let before: number | undefined;
    do {
      const { entries, next } = await this.sources.audit.listOwn(ownerId, { before, limit: PAGE });
      for (const { seq, entry } of entries) {
        const { ts: at = null, action = null, result = null, actor = null } = entry ?? {};
        all.push({ seq, at, action, result, isActor: actor !== null && actor === ownTag });
      }
      before = next;
    } while (before !== undefined);
    return all;
  }

  async #account(vault: MemberVault): Promise<Pick<ExportIndex, 'member' | 'settings' | 'apiKeys'>> {
    const { id, name, email, role, createdAt } = await this.sources.accounts.get(vault.ownerId);
    const keys = await this.sources.apiKeys.list(vault);
    const rules = await this.sources.retention.listOwn(vault.ownerId);
    return {
      member: { id, name, email, role, createdAt: createdAt.toISOString() },
      settings: { retention: rules.flatMap(({ kind, days }) => (days === null ? [] : [{ kind, days }])) },
      apiKeys: keys.map((key) => ({
        id: key.id,
        name: key.name,
        scopes: [...key.scopes],
        createdAt: key.createdAt.toISOString(),
        lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
        expiresAt: key.expiresAt?.toISOString() ?? null,
      })),
    };
  }
}

function* textOf({ title, passages }: ExportedDocument): Generator<string> {
  yield `${title}\n`;
  let shown: number | null = null;
  for (const { text, page } of passages) {
    if (page !== null && page !== shown) yield `\n[page ${page}]\n`;
    shown = page;
    yield `\n${text}\n`;
  }
}

/** Message by message: a long conversation is not written twice in memory. */
function* jsonOf(
  head: Omit<ExportedConversation, 'messages'>,
  messages: NonNullable<Awaited<ReturnType<ConversationStore['messages']>>>,
): Generator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"messages":[`;
  for (const [at, message] of messages.entries()) yield `${at === 0 ? '' : ',\n'}${JSON.stringify(message)}`;
  yield ']}';
}
