import {
  type BoxedDocument,
  DocumentDuplicateError,
  DocumentNotFoundError,
  type DocumentsService,
  type IngestBox,
  type Passage,
} from '@hearthlore/documents';
import { type DocumentId, idBytes, type UserId } from '@hearthlore/kernel';
import type { IndexingService } from '@hearthlore/retrieval';
import { type MemberVault, opensSelf } from '@hearthlore/vault';
import { Logger } from '@nestjs/common';

/** Passages stored together. */
const BATCH = 48;

/**
 * Takes a member's documents out of the drop box once there are keys for them. A box is emptied in the transaction that
 * makes its document ready: whatever ends this in between leaves an interrupted document, for which the next opening
 * makes room like for any other. Their meaning is embedded by whoever embeds what is missing.
 */
export class BoxOpening {
  readonly #logger = new Logger(BoxOpening.name);
  /** Of each member, what is being opened: two devices at once would each begin every document. */
  readonly #running = new Map<UserId, Promise<unknown>>();

  constructor(
    private readonly box: IngestBox,
    private readonly documents: DocumentsService,
    private readonly indexing: IndexingService,
    /** Whether nothing may be taken in now: what waits goes on waiting for an unlock after that. */
    private readonly isShut: () => boolean = () => false,
  ) {}

  /** @param vault Nothing happens for a program's. @returns How many documents there are now that waited before. */
  async openWaiting(vault: MemberVault): Promise<number> {
    if (!opensSelf(vault) || this.isShut()) return 0;
    const before = this.#running.get(vault.ownerId) ?? Promise.resolve();
    const opening = before.catch(() => undefined).then(() => this.#openAll(vault));
    this.#running.set(vault.ownerId, opening);
    try {
      return await opening;
    } finally {
      if (this.#running.get(vault.ownerId) === opening) this.#running.delete(vault.ownerId);
    }
  }

  async #openAll(vault: MemberVault): Promise<number> {
    let opened = 0;
    for (const id of await this.box.waiting(vault.ownerId)) {
      vault.signal.throwIfAborted();
      try {
        const document = await this.box.open(vault, id);
        if (document !== undefined && (await this.#add(vault, id, document))) opened += 1;
      } catch (error) {
        // One that fails does not keep the others waiting; it is tried again at the next unlock.
        if (!vault.signal.aborted) this.#logger.error('a box could not be emptied', error, { documentId: id });
      }
    }
    return opened;
  }

  /** @returns Whether it was added; the same file may have come another way meanwhile. */
  async #add(vault: MemberVault, id: DocumentId, boxed: BoxedDocument): Promise<boolean> {
    try {
      await this.#create(vault, id, boxed);
    } catch (error) {
      if (!(error instanceof DocumentDuplicateError)) throw error;
      await this.box.finish(vault.ownerId, id);
      this.#logger.log('the same file is there already', { documentId: id });
      return false;
    }
    try {
      await this.#fill(vault, id, boxed);
      await this.box.finish(vault.ownerId, id, () => this.documents.setProgress(vault.ownerId, id, 'ready', 100));
      return true;
    } catch (error) {
      await this.indexing.forget(vault.ownerId, id);
      if (!(error instanceof DocumentNotFoundError)) {
        await this.documents.interrupt(vault.ownerId, id);
        throw error;
      }
      // Its owner saw it coming and deleted it.
      await this.box.finish(vault.ownerId, id);
      return false;
    }
  }

  async #create(vault: MemberVault, id: DocumentId, boxed: BoxedDocument): Promise<void> {
    // A duplicate that was asked for has a hash of its own, the same one whenever this is tried again.
    const dedupeHash = vault.dedupeHash(boxed.allowDuplicate ? idBytes(id) : boxed.digest);
    const meta = { ...boxed.meta, pages: null, passages: 0 };
    await this.documents.create(vault, { id, meta, dedupeHash, expiresAt: boxed.expiresAt });
  }

  async #fill(vault: MemberVault, id: DocumentId, { meta, passages }: BoxedDocument): Promise<void> {
    await this.documents.setProgress(vault.ownerId, id, 'indexing', 0);
    for (const batch of batchesOf(passages)) {
      vault.signal.throwIfAborted();
      await this.documents.addPassages(vault, id, batch);
      await this.indexing.indexLexical(vault, { id, title: meta.title }, batch);
    }
    await this.documents.updateMeta(vault, id, { pages: meta.pages, passages: passages.length });
  }
}

function* batchesOf(passages: readonly Passage[]): Generator<readonly Passage[]> {
  for (let at = 0; at < passages.length; at += BATCH) yield passages.slice(at, at + BATCH);
}
