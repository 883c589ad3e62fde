import { type DocumentId, newId } from '@hearthlore/kernel';
import type { EmbeddingModel } from '@hearthlore/models';
import { FakeEmbeddingRuntime } from '@hearthlore/models/testing';
import {
  IndexingService,
  LanguageDetector,
  LexicalIndexing,
  MemberIndexes,
  RecordSetPackStore,
  SealedVectorStore,
  SearchService,
} from '@hearthlore/retrieval';
import { aPassage, InMemoryDocumentReader } from '@hearthlore/retrieval/testing';
import { type MemberVault, RecordSets } from '@hearthlore/vault';
import { aVault, InMemoryRecordSetStore } from '@hearthlore/vault/testing';

const PASSAGES_PER_DOCUMENT = 250;
const WORDS_PER_PASSAGE = 160;
const VOCABULARY = 40_000;

/** Members with made-up documents: words by Zipf's law, random vectors, everything sealed, the rows in a map. */
export class SyntheticMembers {
  readonly #sets = new RecordSets(new InMemoryRecordSetStore());
  readonly #documents = new InMemoryDocumentReader();
  readonly #vectors: SealedVectorStore;
  readonly #indexing: IndexingService;
  readonly #search: SearchService;
  readonly indexes: MemberIndexes;
  #seed = 1;

  constructor(private readonly model: EmbeddingModel) {
    const packs = new RecordSetPackStore(this.#sets);
    const runtime = new FakeEmbeddingRuntime();
    runtime.model = model;
    const options = { indexBytes: 2 ** 34, loadPatience: 60_000, modelId: () => model.modelId, keepsVectors: true };
    this.indexes = new MemberIndexes(this.#documents, packs, options);
    this.#vectors = new SealedVectorStore(packs, this.indexes);
    const languages = new LanguageDetector();
    const words = new LexicalIndexing(packs, this.indexes, languages);
    this.#indexing = new IndexingService(words, this.#vectors, runtime, this.#documents, this.indexes);
    this.#search = new SearchService(this.indexes, languages, this.#vectors, runtime, this.#documents);
  }

  /** @returns A member with so many passages and 5.5 vectors for each. */
  async add(passages: number): Promise<MemberVault> {
    const vault = aVault();
    for (let from = 0; from < passages; from += PASSAGES_PER_DOCUMENT) {
      const document = { id: newId<DocumentId>(), title: 'Made up' };
      const texts = Array.from({ length: Math.min(PASSAGES_PER_DOCUMENT, passages - from) }, (_, index) =>
        aPassage(index, this.question(WORDS_PER_PASSAGE)),
      );
      await this.#sets.create(vault, document.id, 'document');
      this.#documents.seed(vault.ownerId, document.id, document.title, texts);
      await this.#indexing.indexLexical(vault, document, texts);
      const vectors = texts.flatMap(({ index }) =>
        Array.from({ length: index % 2 === 0 ? 5 : 6 }, (_, number) => ({
          passage: index,
          window: number === 0 ? null : number - 1,
          start: 0,
          end: 100,
          vector: this.#vector(),
        })),
      );
      const { modelId, dimensions } = this.model;
      await this.#vectors.add(vault, document.id, { modelId, dimensions, vectors, isComplete: true });
    }
    return vault;
  }

  /** Words of the vocabulary, each as often as Zipf's law has it, so that questions meet frequent and rare ones. */
  question(words: number): string {
    const ranks = Array.from({ length: words }, () => Math.floor(VOCABULARY ** this.#random()));
    return ranks.map((rank) => `w${rank.toString(36)}`).join(' ');
  }

  /** @returns Milliseconds. */
  async ask(vault: MemberVault, query: string): Promise<number> {
    const { signal } = new AbortController();
    return (await this.#search.search(vault, { query, limit: 10 }, signal)).tookMs;
  }

  /** As after a sign-in. @returns Milliseconds until everything is in RAM, and the bytes it takes there. */
  async load(vault: MemberVault): Promise<{ readonly milliseconds: number; readonly megabytes: number }> {
    this.indexes.evict(vault.ownerId);
    const started = performance.now();
    const index = await this.indexes.openLoaded(vault);
    return { milliseconds: Math.round(performance.now() - started), megabytes: Math.round(index.bytes / 1e6) };
  }

  #vector(): Float32Array {
    const values = Float32Array.from({ length: this.model.dimensions }, () => this.#random() - 0.5);
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  }

  #random(): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#seed / 2 ** 32;
  }
}
