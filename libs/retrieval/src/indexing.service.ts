import { Injectable } from '@nestjs/common';
import type { DocumentId, UserId } from '@hearthlore/kernel';
import { type EmbeddingModel, EmbeddingRuntime } from '@hearthlore/models';
import type { MemberVault } from '@hearthlore/vault';
import { LexicalIndexing } from './lexical/lexical-indexing.js';
import { MemberIndexes } from './index/member-indexes.js';
import { DocumentReader, type PassageText } from './ports/document-reader.port.js';
import { type PassageVector, VectorStore } from './ports/vector-store.port.js';
import { windowsOf } from './windows/windows.js';
import { UNDETERMINED } from './lexical/language-detector.js';

/** The document whose passages are indexed. */
export interface IndexedDocument {
  readonly id: DocumentId;
  readonly title: string;
}

/** Texts handed to the model at once: enough for every core, few enough that progress and cancelling are prompt. */
const TEXTS_AT_ONCE = 64;

/** Makes stored passages findable: by their words first, then by their meaning, then by that of their windows. */
@Injectable()
export class IndexingService {
  constructor(
    private readonly words: LexicalIndexing,
    private readonly vectors: VectorStore,
    private readonly embedding: EmbeddingRuntime,
    private readonly documents: DocumentReader,
    private readonly indexes: MemberIndexes,
  ) {}

  /**
   * Findable by words when it returns.
   * @param passages The next ones of the document, in order and without gaps.
   * @throws {IndexBusyError} if the member's index does not fit into memory.
   */
  async indexLexical(vault: MemberVault, document: IndexedDocument, passages: readonly PassageText[]): Promise<void> {
    await this.words.add(vault, document, passages);
  }

  /**
   * Findable by meaning when it returns.
   * @returns Whether there is a model; without one `embedMissing` makes up for it later.
   * @throws {ModelUnavailableError} if the model stops answering: what is embedded by then stays.
   */
  async indexPassageVectors(
    vault: MemberVault,
    document: IndexedDocument,
    passages: readonly PassageText[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const { model } = this.embedding;
    if (model === undefined) return false;
    for (let at = 0; at < passages.length; at += TEXTS_AT_ONCE) {
      const spans = passages.slice(at, at + TEXTS_AT_ONCE).map((passage) => wholeOf(passage));
      await this.#embed(vault, document.id, model, spans, false, signal);
    }
    return true;
  }

  /**
   * Embeds the windows of all passages of a document; it can be searched all the while.
   * @returns Whether there is a model.
   */
  async indexWindows(
    vault: MemberVault,
    document: IndexedDocument,
    passages: readonly PassageText[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const { model } = this.embedding;
    if (model === undefined) return false;
    const index = await this.indexes.openLoaded(vault);
    const language = index.packsOf(document.id).language ?? UNDETERMINED;
    let batch: EmbeddedSpan[] = [];
    for (const passage of passages) {
      batch.push(...windowSpans(passage, language));
      if (batch.length < TEXTS_AT_ONCE) continue;
      await this.#embed(vault, document.id, model, batch, false, signal);
      batch = [];
    }
    await this.#embed(vault, document.id, model, batch, true, signal);
    return true;
  }

  /**
   * Embeds what was stored while there was no model, or with another one: passages of every document first, then windows.
   * @returns How many documents it went through; 0 without a model.
   */
  async embedMissing(vault: MemberVault, signal: AbortSignal): Promise<number> {
    const { model } = this.embedding;
    if (model === undefined) return 0;
    const missing = await this.vectors.incomplete(vault, await this.documents.list(vault), model.modelId);
    for (const id of missing)
      await this.#embedRest(vault, id, model, signal, 'passages', this.indexPassageVectors.bind(this));
    for (const id of missing) await this.#embedRest(vault, id, model, signal, 'windows', this.indexWindows.bind(this));
    return missing.length;
  }

  /** Search does not find the document again. Its stored packs go with its record set. */
  async forget(ownerId: UserId, documentId: DocumentId): Promise<void> {
    this.indexes.forget(ownerId, documentId);
    await this.vectors.forget(ownerId, documentId);
  }

  /** Takes the member's index out of memory. */
  evict(ownerId: UserId): void {
    this.indexes.evict(ownerId);
  }

  async #embedRest(
    vault: MemberVault,
    id: DocumentId,
    model: EmbeddingModel,
    signal: AbortSignal,
    kind: 'passages' | 'windows',
    index: IndexingService['indexPassageVectors'],
  ): Promise<void> {
    const document = (await this.documents.read(vault, new Map([[id, 'all']]))).get(id);
    if (document === undefined) return;
    const known = (await this.vectors.coverage(vault, id, model.modelId))[kind];
    const rest = document.passages.filter((passage) => !known.has(passage.index));
    await index(vault, { id, title: document.title }, rest, signal);
  }

  async #embed(
    vault: MemberVault,
    documentId: DocumentId,
    model: EmbeddingModel,
    spans: readonly EmbeddedSpan[],
    isComplete: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    const texts = spans.map(({ text }) => text);
    const embedded = texts.length === 0 ? [] : await model.embed(texts, { priority: 'document', signal });
    const vectors = spans.flatMap(({ passage, window, start, end }, i) => {
      const vector = embedded[i];
      return vector === undefined ? [] : [{ passage, window, start, end, vector }];
    });
    const { modelId, dimensions } = model;
    await this.vectors.add(vault, documentId, { modelId, dimensions, vectors, isComplete });
  }
}

/** A stretch of a passage and the text that is embedded for it. */
type EmbeddedSpan = Omit<PassageVector, 'vector'> & { readonly text: string };

function wholeOf({ index, heading, text }: PassageText): EmbeddedSpan {
  return { passage: index, window: null, start: 0, end: text.length, text: withHeading(heading, text) };
}

function windowSpans({ index, heading, text }: PassageText, language: string): EmbeddedSpan[] {
  return windowsOf(text, language).map(({ start, end }, window) => ({
    passage: index,
    window,
    start,
    end,
    text: withHeading(heading, text.slice(start, end)),
  }));
}

/** The heading says what a passage out of the middle of a chapter is about. */
function withHeading(heading: string, text: string): string {
  return heading === '' ? text : `${heading}\n${text}`;
}
