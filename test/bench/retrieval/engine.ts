import { type DocumentId, newId, type PassageId, parsePassageId } from '@hearthlore/kernel';
import type { EmbeddingModel } from '@hearthlore/models';
import {
  IndexingService,
  LanguageDetector,
  LexicalIndexing,
  MemberIndexes,
  SealedVectorStore,
  SearchService,
  topSlots,
  type VectorStore,
  wordsOf,
} from '@hearthlore/retrieval';
import { aPassage, InMemoryDocumentReader, InMemoryPackStore } from '@hearthlore/retrieval/testing';
import { FakeEmbeddingRuntime } from '@hearthlore/models/testing';
import type { MemberVault } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import type { EvaluationPassage } from './data-sets.js';

/** Plain BM25 over words, or the product's search by the channels named. */
export type System = 'bm25' | readonly ('dense' | 'lexical')[];

/** The product's search over one evaluation set: all but the database and the sealing, which change no ranking. */
export class Engine {
  readonly #vault: MemberVault = aVault();
  readonly #numbers = new Map<DocumentId, readonly number[]>();
  readonly #documents = new InMemoryDocumentReader();
  readonly #indexing: IndexingService;
  readonly #search: SearchService;
  readonly indexes: MemberIndexes;

  /** @param exact Vectors as 32-bit numbers in a list instead of the product's int8, to measure what that costs. */
  constructor(model: EmbeddingModel | undefined, exact?: VectorStore) {
    const packs = new InMemoryPackStore();
    const runtime = new FakeEmbeddingRuntime();
    runtime.model = model;
    const options = {
      indexBytes: Number.MAX_SAFE_INTEGER,
      loadPatience: 60_000,
      modelId: () => model?.modelId ?? 'none',
      keepsVectors: true,
    };
    this.indexes = new MemberIndexes(this.#documents, packs, options);
    const vectors = exact ?? new SealedVectorStore(packs, this.indexes);
    const languages = new LanguageDetector();
    const words = new LexicalIndexing(packs, this.indexes, languages);
    this.#indexing = new IndexingService(words, vectors, runtime, this.#documents, this.indexes);
    this.#search = new SearchService(this.indexes, languages, vectors, runtime, this.#documents);
  }

  async index(passages: readonly EvaluationPassage[]): Promise<void> {
    const { signal } = new AbortController();
    const numbered = passages.map((passage, number) => ({ ...passage, number }));
    for (const own of Map.groupBy(numbered, ({ document }) => document).values()) {
      const document = { id: newId<DocumentId>(), title: '' };
      const texts = own.map(({ heading, text }, index) => aPassage(index, text, { heading }));
      this.#numbers.set(
        document.id,
        own.map(({ number }) => number),
      );
      this.#documents.seed(this.#vault.ownerId, document.id, document.title, texts);
      await this.#indexing.indexLexical(this.#vault, document, texts);
      await this.#indexing.indexPassageVectors(this.#vault, document, texts, signal);
      await this.#indexing.indexWindows(this.#vault, document, texts, signal);
    }
  }

  /** @returns Numbers of the best passages, best first, and whether the dense channel was used. */
  async ask(query: string, system: System, limit = 10): Promise<{ ranked: number[]; dense: string; tookMs: number }> {
    if (system === 'bm25') return { ranked: await this.#askBm25(query, limit), dense: 'off-request', tookMs: 0 };
    const { signal } = new AbortController();
    const { hits, dense, tookMs } = await this.#search.search(this.#vault, { query, limit, channels: system }, signal);
    return { ranked: hits.map(({ passageId }) => this.#numberOf(passageId)), dense, tookMs };
  }

  /** Drops the index from RAM, so that the next question loads it as after a sign-in. */
  evict(): void {
    this.indexes.evict(this.#vault.ownerId);
  }

  async #askBm25(query: string, limit: number): Promise<number[]> {
    const { table, lexical } = await this.indexes.openLoaded(this.#vault);
    const scored = topSlots(lexical.score('words', wordsOf(query)), table.eligible(), limit, 0);
    return table.name(scored).map(({ key }) => this.#numberOf(key));
  }

  #numberOf(id: PassageId): number {
    const place = parsePassageId(id);
    return (place && this.#numbers.get(place.documentId)?.[place.index]) ?? -1;
  }
}
