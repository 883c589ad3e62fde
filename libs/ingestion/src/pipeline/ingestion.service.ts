import { contentDigest, randomBytes } from '@hearthlore/crypto';
import { DocumentNotFoundError, type DocumentsService } from '@hearthlore/documents';
import type { DocumentId, UserId } from '@hearthlore/kernel';
import type { IndexingService } from '@hearthlore/retrieval';
import type { KeyCache, MemberVault } from '@hearthlore/vault';
import { Logger } from '@nestjs/common';
import type { DocumentParser, MediaType } from '../parser/document-parser.port.js';
import { DocumentUnreadableError } from '../parser/document-unreadable.errors.js';
import { sniffMediaType } from '../sniffing/sniff-media-type.js';
import { DocumentReading } from './document-reading.js';
import type { IngestionSlots } from './ingestion-slots.js';
import { titleOf, type Upload } from './upload.js';

/** An upload is answered with what the parser finds within this time, in milliseconds; what it finds later is a state. */
const FIRST_VERDICT = 2000;

/** What the parser says of a file first, and whether somebody still waits for it. */
interface FirstVerdict extends PromiseWithResolvers<void> {
  isAnswered: boolean;
}

/**
 * From bytes in memory to passages that can be found. The file itself is never stored; if the process dies, the
 * document is interrupted and the member is asked for the file again. [Note: Upload]
 */
export class IngestionService {
  readonly #logger = new Logger(IngestionService.name);
  readonly #running = new Map<
    DocumentId,
    { readonly ownerId: UserId; readonly abort: AbortController; readonly ended: Promise<void> }
  >();

  constructor(
    private readonly documents: DocumentsService,
    private readonly parser: DocumentParser,
    private readonly indexing: IndexingService,
    private readonly keys: KeyCache,
    private readonly slots: IngestionSlots,
  ) {}

  /**
   * Begins to read a file and answers once the parser has said whether it can.
   *
   * @throws {DocumentUnreadableError} when that shows within two seconds: then nothing of the file is kept.
   * @throws {DocumentDuplicateError} when this member has the same bytes already.
   */
  async ingest(vault: MemberVault, upload: Upload): Promise<DocumentId> {
    const mediaType = await sniffMediaType(upload.file, upload.fileName);
    const id = await this.documents.create(vault, {
      meta: {
        title: titleOf(upload),
        fileName: upload.fileName,
        mediaType,
        bytes: upload.file.length,
        pages: null,
        passages: 0,
        language: upload.language ?? null,
      },
      // A duplicate that the member wants has to have a hash of its own.
      dedupeHash: upload.allowDuplicate === true ? randomBytes(32) : vault.dedupeHash(contentDigest(upload.file)),
      expiresAt: upload.expiresAt ?? null,
    });
    const abort = new AbortController();
    const signal = AbortSignal.any([abort.signal, vault.signal]);
    const reading = new DocumentReading(this.documents, this.parser, this.indexing, vault, id, signal);
    const verdict: FirstVerdict = { ...Promise.withResolvers<void>(), isAnswered: false };
    const ended = this.#read(reading, upload.file, mediaType, verdict);
    this.#running.set(id, { ownerId: vault.ownerId, abort, ended });
    void ended.finally(() => this.#running.delete(id));
    try {
      await Promise.race([verdict.promise, waitFor(FIRST_VERDICT)]);
    } finally {
      verdict.isAnswered = true;
    }
    return id;
  }

  /** Ends what is being done with a document, removes it and makes search forget it. @throws {DocumentNotFoundError} */
  async remove(ownerId: UserId, id: DocumentId): Promise<void> {
    const running = this.#running.get(id);
    if (running?.ownerId === ownerId) {
      running.abort.abort(new DocumentNotFoundError(id));
      await running.ended;
    }
    const wasThere = await this.documents.delete(ownerId, id);
    await this.indexing.forget(ownerId, id);
    if (!wasThere) throw new DocumentNotFoundError(id);
  }

  /** Ends all readings, as before the process ends: their documents are interrupted. */
  async close(): Promise<void> {
    for (const { abort } of this.#running.values()) abort.abort(new DOMException('the server stops', 'AbortError'));
    await Promise.allSettled([...this.#running.values()].map(({ ended }) => ended));
    await this.parser.close();
  }

  async #read(reading: DocumentReading, file: Uint8Array, mediaType: MediaType, verdict: FirstVerdict): Promise<void> {
    const { vault, id, signal } = reading;
    let free: (() => void) | undefined;
    let endLease: (() => void) | undefined;
    try {
      endLease = this.keys.lease(vault);
      free = await this.slots.take(file.length, signal);
      await reading.run(file, mediaType, () => verdict.resolve());
      free();
      await reading.indexWindows();
    } catch (error) {
      const shownInAnswer = !reading.hasBegun && !verdict.isAnswered;
      await this.#giveUp(reading, error, shownInAnswer);
      if (shownInAnswer) verdict.reject(error);
    } finally {
      free?.();
      endLease?.();
      verdict.resolve();
      // A rejection that nobody waits for any more is not an accident.
      verdict.promise.catch(() => undefined);
      this.#logger.debug('reading ended', { documentId: id });
    }
  }

  /** Leaves a document in the state that tells its owner what happened, or, if the answer tells it, leaves nothing. */
  async #giveUp(
    { vault, id, isSearchable, signal }: DocumentReading,
    error: unknown,
    shownInAnswer: boolean,
  ): Promise<void> {
    const isGone = error instanceof DocumentNotFoundError || signal.reason instanceof DocumentNotFoundError;
    if (isGone || isSearchable) {
      // Deleted meanwhile, or readable already: the windows that are missing are made at the next unlock.
      if (!isGone) this.#logger.warn('indexing stopped early', error, { documentId: id });
      return;
    }
    try {
      await this.indexing.forget(vault.ownerId, id);
      if (shownInAnswer) await this.documents.delete(vault.ownerId, id);
      else if (vault.signal.aborted) await this.documents.interrupt(vault.ownerId, id);
      else if (error instanceof DocumentUnreadableError) await this.documents.fail(vault, id, 'failed', error.code);
      else {
        // Stopped on purpose, as with the server, is nothing to look into.
        if (!signal.aborted) this.#logger.error('reading failed', error, { documentId: id });
        await this.documents.fail(vault, id, 'interrupted', null);
      }
    } catch (failure) {
      this.#logger.error('a failed reading could not be noted', failure, { documentId: id });
    }
  }
}

function waitFor(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
