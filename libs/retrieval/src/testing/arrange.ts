import { type DocumentId, newId } from '@hearthlore/kernel';
import type { EmbeddingModel } from '@hearthlore/models';
import { FakeEmbeddingModel, FakeEmbeddingRuntime } from '@hearthlore/models/testing';
import { type MemberVault, RecordSets } from '@hearthlore/vault';
import { InMemoryRecordSetStore } from '@hearthlore/vault/testing';
import { RecordSetPackStore } from '../adapters/record-set-pack-store.js';
import { SealedVectorStore } from '../adapters/sealed-vector-store.js';
import { MemberIndexes } from '../index/member-indexes.js';
import { IndexingService } from '../indexing.service.js';
import { LanguageDetector } from '../lexical/language-detector.js';
import { LexicalIndexing } from '../lexical/lexical-indexing.js';
import type { PackStore } from '../ports/pack-store.port.js';
import type { RetrievalOptions } from '../retrieval.options.js';
import { SearchService } from '../search.service.js';
import { aPassage, InMemoryDocumentReader } from './in-memory-document-reader.js';

export interface RetrievalArrangement {
  readonly options?: Partial<RetrievalOptions>;
  readonly packs?: (sealed: PackStore) => PackStore;
  readonly model?: EmbeddingModel;
}

/** The whole of search over records that are sealed and opened, with a fake model and the rows in a map. */
export function arrangeRetrieval({
  options,
  packs: wrap,
  model = new FakeEmbeddingModel(),
}: RetrievalArrangement = {}) {
  const recordStore = new InMemoryRecordSetStore();
  const sets = new RecordSets(recordStore);
  const documents = new InMemoryDocumentReader();
  const sealed = new RecordSetPackStore(sets);
  const packs = wrap?.(sealed) ?? sealed;
  const embedding = new FakeEmbeddingRuntime();
  embedding.model = model;
  const indexes = new MemberIndexes(documents, packs, {
    indexBytes: 2 ** 30,
    loadPatience: 10_000,
    modelId: () => embedding.status.modelId,
    keepsVectors: true,
    ...options,
  });
  const languages = new LanguageDetector();
  const vectors = new SealedVectorStore(packs, indexes);
  const words = new LexicalIndexing(packs, indexes, languages);
  const indexing = new IndexingService(words, vectors, embedding, documents, indexes);
  const search = new SearchService(indexes, languages, vectors, embedding, documents);
  const { signal } = new AbortController();

  /** Stores a document of these passages and indexes its words. */
  const addWords = async (vault: MemberVault, title: string, texts: readonly string[]) => {
    const document = { id: newId<DocumentId>(), title };
    const passages = texts.map((text, index) => aPassage(index, text));
    await sets.create(vault, document.id, 'document');
    documents.seed(vault.ownerId, document.id, title, passages);
    await indexing.indexLexical(vault, document, passages);
    return { ...document, passages };
  };
  return {
    recordStore,
    sets,
    documents,
    embedding,
    indexes,
    vectors,
    indexing,
    search,
    signal,
    addWords,
    /** The same with vectors. */
    add: async (vault: MemberVault, title: string, texts: readonly string[]) => {
      const document = await addWords(vault, title, texts);
      await indexing.indexPassageVectors(vault, document, document.passages, signal);
      await indexing.indexWindows(vault, document, document.passages, signal);
      return document;
    },
    ask: (vault: MemberVault, query: string, more: Partial<Parameters<SearchService['search']>[1]> = {}) =>
      search.search(vault, { query, limit: 10, ...more }, signal),
  };
}
