import type { DocumentsService, Passage } from '@hearthlore/documents';
import type { DocumentId } from '@hearthlore/kernel';
import { ModelUnavailableError } from '@hearthlore/models';
import type { IndexedDocument, IndexingService } from '@hearthlore/retrieval';
import type { MemberVault } from '@hearthlore/vault';
import { PassageChunker } from '../chunking/passage-chunker.js';
import type { DocumentParser, MediaType, ParsedPage } from '../parser/document-parser.port.js';

/** Passages stored and indexed together; the first batch is smaller, so that something can be found at once. */
const FIRST_BATCH = 8;
const BATCH = 48;
/** Share of the progress that reading takes; the rest is embedding. */
const READING_SHARE = 30;

/** One document's way from a file in memory to passages that can be found. */
export class DocumentReading {
  #hasBegun = false;
  #isSearchable = false;
  #stored: Passage[] = [];
  #embedded = 0;
  #shown = -1;
  #pagesRead = 0;
  #pages: number | null = null;
  #isRead = false;

  constructor(
    private readonly documents: DocumentsService,
    private readonly parser: DocumentParser,
    private readonly indexing: IndexingService,
    readonly vault: MemberVault,
    readonly id: DocumentId,
    readonly signal: AbortSignal,
  ) {}

  /** Whether the parser has given a page. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Whether all passages can be found. */
  get isSearchable(): boolean {
    return this.#isSearchable;
  }

  /** Reads, stores and indexes; ends when every passage can be found by its words and its meaning. */
  async run(file: Uint8Array, mediaType: MediaType, onBegun: () => void): Promise<void> {
    const document = await this.#indexed();
    // Storing runs ahead of embedding, which takes far longer, and each waits for nothing but its own work.
    let embedding: Promise<void> = Promise.resolve();
    let failed: { readonly error: unknown } | undefined;
    const unreadable = new AbortController();
    const signal = AbortSignal.any([this.signal, unreadable.signal]);
    try {
      for await (const batch of this.#batches(file, mediaType, onBegun)) {
        await this.documents.addPassages(this.vault, this.id, batch);
        await this.indexing.indexLexical(this.vault, document, batch);
        this.#stored.push(...batch);
        embedding = embedding.then(async () => {
          await this.indexing.indexPassageVectors(this.vault, document, batch, signal).catch(goOnByWords);
          this.#embedded += batch.length;
          await this.#showProgress();
        });
        embedding.catch((error: unknown) => {
          failed ??= { error };
        });
        if (failed !== undefined) throw failed.error;
        await this.#showProgress();
      }
      this.#isRead = true;
      await this.documents.updateMeta(this.vault, this.id, { pages: this.#pages, passages: this.#stored.length });
      await embedding;
    } catch (error) {
      // Vectors that come after a failed document was cleared would stay.
      unreadable.abort(error);
      await embedding.catch(() => undefined);
      throw error;
    }
    await this.documents.setProgress(this.vault.ownerId, this.id, 'ready', 100);
    this.#isSearchable = true;
  }

  /** Finer vectors, made while the document can be searched already. */
  async indexWindows(): Promise<void> {
    const passages = this.#stored;
    this.#stored = [];
    await this.indexing.indexWindows(this.vault, await this.#indexed(), passages, this.signal);
  }

  async #indexed(): Promise<IndexedDocument> {
    const { title } = await this.documents.get(this.vault, this.id);
    return { id: this.id, title };
  }

  async *#batches(file: Uint8Array, mediaType: MediaType, onBegun: () => void): AsyncGenerator<Passage[]> {
    const chunker = new PassageChunker();
    let batch: Passage[] = [];
    let size = FIRST_BATCH;
    for await (const page of this.parser.parse(file, mediaType, this.signal)) {
      this.#notePage(page);
      // A page without text promises nothing: a scan may have no other.
      if (!this.#hasBegun && page.blocks.length > 0) {
        this.#hasBegun = true;
        onBegun();
      }
      for (const passage of chunker.add(page)) batch.push(passage);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
      size = BATCH;
    }
    batch.push(...chunker.end());
    if (batch.length > 0) yield batch;
  }

  #notePage(page: ParsedPage): void {
    this.#pagesRead += 1;
    this.#pages = page.total;
  }

  async #showProgress(): Promise<void> {
    const read = this.#isRead ? 1 : this.#pagesRead / Math.max(this.#pages ?? this.#pagesRead * 2, 1);
    const embedded = this.#stored.length === 0 ? 0 : this.#embedded / this.#stored.length;
    const progress = Math.min(99, Math.floor(read * READING_SHARE + read * embedded * (100 - READING_SHARE)));
    // A step of five is enough for a bar, and every step is a write.
    if (progress < this.#shown + 5) return;
    this.#shown = progress;
    await this.documents.setProgress(this.vault.ownerId, this.id, this.#isRead ? 'indexing' : 'reading', progress);
  }
}

/** A model that stopped answering costs the meaning, not the document: it is embedded once there is one again. */
function goOnByWords(error: unknown): boolean {
  if (error instanceof ModelUnavailableError) return false;
  throw error;
}
