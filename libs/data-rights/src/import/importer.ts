import type { ConversationStore, Message } from '@hearthlore/chat';
import { contentDigest } from '@hearthlore/crypto';
import type { OwnerTransactions } from '@hearthlore/database';
import { DocumentDuplicateError, DocumentNotFoundError, type DocumentsService } from '@hearthlore/documents';
import { type Clock, type ConversationId, type DocumentId, newId, parseId } from '@hearthlore/kernel';
import type { IndexingService } from '@hearthlore/retrieval';
import type { MemberVault } from '@hearthlore/vault';
import type { ExportedConversation, ExportedDocument, ExportIndex } from '../format/export-format.js';
import { conversationCutoff, documentCutoff, sparedDate } from '../retention/cutoffs.js';
import { RetentionConfirmationRequiredError, RetentionTooLongError } from '../retention/retention.errors.js';
import { LEAST_DAYS, MOST_DAYS, type RetentionRule, WRITTEN_KINDS } from '../retention/retention-rule.js';
import type { RetentionRules } from '../retention/retention-rules.service.js';
import { idFromHash } from './id-from-hash.js';
import { ExportDamagedError } from './imports.errors.js';
import { type NewIds, toMessage } from './to-message.js';

/** Passages stored together. */
const BATCH = 48;

export interface ImporterParts {
  readonly transactions: OwnerTransactions;
  readonly documents: DocumentsService;
  readonly conversations: Pick<ConversationStore, 'create' | 'append' | 'find' | 'moveTo' | 'setHeld'>;
  readonly indexing: Pick<IndexingService, 'indexLexical' | 'forget'>;
  readonly retention: Pick<RetentionRules, 'list' | 'listOwn' | 'setOwn'>;
  readonly clock: Clock;
}

/**
 * Brings what an export holds to a member, each document and each conversation in one transaction: there or not, however
 * it ends. What is there already is passed over, so that the same export may be brought again.
 */
export class Importer {
  readonly #newIds: NewIds = new Map();
  #rules: readonly RetentionRule[] | undefined;

  constructor(
    private readonly parts: ImporterParts,
    private readonly vault: MemberVault,
  ) {}

  /** @returns Whether it was added. @throws what the member's quota throws. */
  async addDocument(exported: ExportedDocument): Promise<boolean> {
    const oldId = idOf<DocumentId>(exported.id);
    const expiresAt = exported.expiresAt === null ? null : new Date(exported.expiresAt);
    const isOver = expiresAt !== null && expiresAt <= this.parts.clock.now();
    if (exported.state !== 'ready' || isOver) return false;
    if (await this.#isHere(oldId)) {
      this.#newIds.set(oldId, oldId);
      return false;
    }
    const id = newId<DocumentId>();
    const createdAt = await this.#spared(exported.createdAt, documentCutoff);
    try {
      await this.parts.transactions.run(this.vault.ownerId, () => this.#write(id, exported, { createdAt, expiresAt }));
    } catch (error) {
      await this.parts.indexing.forget(this.vault.ownerId, id);
      if (!(error instanceof DocumentDuplicateError)) throw error;
      this.#newIds.set(oldId, error.details.documentId);
      return false;
    }
    this.#newIds.set(oldId, id);
    // Now that everybody can see it.
    await this.parts.documents.setProgress(this.vault.ownerId, id, 'ready', 100);
    return true;
  }

  /** Call it when all documents are there: citations lead to their new places. @returns Whether it was added. */
  async addConversation(exported: ExportedConversation): Promise<boolean> {
    const { vault, parts } = this;
    // Neither a new name nor a hold makes it another one.
    const digest = contentDigest(Buffer.from(JSON.stringify([exported.id, exported.messages]), 'utf8'));
    const id = idFromHash<ConversationId>(vault.dedupeHash(digest));
    const known = [id, idOf<ConversationId>(exported.id)];
    for (const one of known) if ((await parts.conversations.find(vault, one)) !== undefined) return false;
    const messages: Message[] = exported.messages.map((message) => toMessage(message, this.#newIds));
    const spared = await this.#spared(exported.updatedAt, conversationCutoff);
    await parts.transactions.run(vault.ownerId, async () => {
      const { title } = exported;
      const [createdAt, updatedAt] = [new Date(exported.createdAt), new Date(exported.updatedAt)];
      await parts.conversations.create(vault, { id, title, createdAt, updatedAt, heldAt: null });
      for (const message of messages) await parts.conversations.append(vault, id, message);
      await parts.conversations.moveTo(vault.ownerId, id, spared);
      if (exported.heldAt != null) await parts.conversations.setHeld(vault.ownerId, id, true);
    });
    return true;
  }

  /** What the member has not chosen here already; a rule that would leave nothing here is for the member to confirm. */
  async addSettings({ retention }: ExportIndex['settings']): Promise<void> {
    const { ownerId } = this.vault;
    const chosen = new Set<string>((await this.parts.retention.listOwn(ownerId)).map(({ kind }) => kind));
    for (const { kind, days } of retention) {
      const written = WRITTEN_KINDS.find((one) => one === kind && !chosen.has(one));
      if (written === undefined || days < LEAST_DAYS[written] || days > MOST_DAYS) continue;
      try {
        await this.parts.retention.setOwn(ownerId, [{ kind: written, days }]);
      } catch (error) {
        const isLeft = error instanceof RetentionConfirmationRequiredError || error instanceof RetentionTooLongError;
        if (!isLeft) throw error;
      }
    }
  }

  async #spared(date: string, cutoff: typeof documentCutoff): Promise<Date> {
    const { ownerId } = this.vault;
    const { retention, clock } = this.parts;
    this.#rules ??= [...(await retention.list(ownerId)), ...(await retention.listOwn(ownerId))];
    return sparedDate(new Date(date), this.#rules, cutoff, clock.now());
  }

  async #isHere(id: DocumentId): Promise<boolean> {
    try {
      return (await this.parts.documents.status(this.vault.ownerId, id)).state === 'ready';
    } catch (error) {
      if (error instanceof DocumentNotFoundError) return false;
      throw error;
    }
  }

  async #write(
    id: DocumentId,
    exported: ExportedDocument,
    dates: { readonly createdAt: Date; readonly expiresAt: Date | null },
  ): Promise<void> {
    const { vault, parts } = this;
    const { title, fileName, mediaType, bytes, pages, language, passages } = exported;
    if (passages.some(({ index }, at) => index !== at)) throw new ExportDamagedError();
    await parts.documents.create(vault, {
      id,
      meta: { title, fileName, mediaType, bytes, pages, language, passages: passages.length },
      dedupeHash: vault.dedupeHash(contentDigest(Buffer.from(JSON.stringify([fileName, mediaType, passages]), 'utf8'))),
      ...dates,
    });
    for (let at = 0; at < passages.length; at += BATCH) {
      vault.signal.throwIfAborted();
      const batch = passages.slice(at, at + BATCH);
      await parts.documents.addPassages(vault, id, batch);
      await parts.indexing.indexLexical(vault, { id, title }, batch);
    }
    if (exported.heldAt != null) await parts.documents.update(vault, id, { isHeld: true });
    await parts.documents.setProgress(vault.ownerId, id, 'ready', 100);
  }
}

function idOf<T extends DocumentId | ConversationId>(text: string): T {
  const id = parseId<T>(text);
  if (id === undefined) throw new ExportDamagedError();
  return id;
}
