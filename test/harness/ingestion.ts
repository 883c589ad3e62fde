import {
  type BootId,
  type DocumentEvent,
  DocumentEvents,
  DocumentsService,
  DrizzleDocumentStore,
} from '@hearthlore/documents';
import { type DocumentParser, IngestionService, IngestionSlots } from '@hearthlore/ingestion';
import { type DocumentId, newId, SystemClock } from '@hearthlore/kernel';
import { FakeEmbeddingRuntime } from '@hearthlore/models/testing';
import {
  DocumentReader,
  IndexingService,
  LanguageDetector,
  LexicalIndexing,
  MemberIndexes,
  RecordSetPackStore,
  SealedVectorStore,
  SearchService,
} from '@hearthlore/retrieval';
import { DrizzleRecordSetStore, KeyCache, type MemberVault, RecordSets } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { insertMember, type OwnedDatabase } from './members.js';

export interface IngestionSettings {
  readonly parser: DocumentParser;
  /** Most bytes of files that may wait. */
  readonly waitingBytes?: number;
}

/** Everything from a file to its being found, over PostgreSQL and real keys, with a fake model. */
export type IngestionUnderTest = Awaited<ReturnType<typeof arrangeIngestion>>;

class ServiceReader extends DocumentReader {
  constructor(private readonly documents: DocumentsService) {
    super();
  }

  override async list(vault: MemberVault): Promise<DocumentId[]> {
    return (await this.documents.listReadable(vault.ownerId)).map(({ id }) => id);
  }

  override read: DocumentReader['read'] = (vault, wanted) => this.documents.readMany(vault, wanted);
}

export async function arrangeIngestion(
  { transactions }: OwnedDatabase,
  { parser, waitingBytes = 2 ** 28 }: IngestionSettings,
) {
  const sets = new RecordSets(new DrizzleRecordSetStore(transactions));
  const events = new DocumentEvents();
  const store = new DrizzleDocumentStore(transactions, newId<BootId>());
  const documents = new DocumentsService(transactions, store, sets, events);
  const reader = new ServiceReader(documents);
  const embedding = new FakeEmbeddingRuntime();
  const packs = new RecordSetPackStore(sets);
  const modelId = () => embedding.status.modelId;
  const indexes = new MemberIndexes(reader, packs, {
    indexBytes: 2 ** 30,
    loadPatience: 60_000,
    modelId,
    keepsVectors: true,
  });
  const languages = new LanguageDetector();
  const vectors = new SealedVectorStore(packs, indexes);
  const words = new LexicalIndexing(packs, indexes, languages);
  const indexing = new IndexingService(words, vectors, embedding, reader, indexes);
  const search = new SearchService(indexes, languages, vectors, embedding, reader);
  const keys = new KeyCache(new SystemClock());
  const ingestion = new IngestionService(documents, parser, indexing, keys, new IngestionSlots(waitingBytes));

  const anUnlockedMember = async (): Promise<MemberVault> => {
    const vault = aVault(await insertMember(transactions));
    keys.put(vault);
    return vault;
  };
  const vault = await anUnlockedMember();
  const heard: DocumentEvent[] = [];
  const listeners = new Set<() => void>();
  events.subscribe(vault.ownerId, (event) => {
    heard.push(event);
    for (const tell of listeners) tell();
  });
  return {
    transactions,
    documents,
    embedding,
    indexing,
    ingestion,
    keys,
    packs,
    /** Of the first member. */
    heard,
    vault,
    vectors,
    anUnlockedMember,
    /** @returns A function that ends the subscription. */
    onEvent: (listener: (event: DocumentEvent) => void) => events.subscribe(vault.ownerId, listener),
    /** Resolves once this was published of the member's documents, now or before. */
    until: (type: DocumentEvent['type'], documentId: DocumentId): Promise<DocumentEvent> =>
      new Promise((resolve) => {
        const look = (): void => {
          const event = heard.find((candidate) => candidate.type === type && candidate.documentId === documentId);
          if (event === undefined) return;
          listeners.delete(look);
          resolve(event);
        };
        listeners.add(look);
        look();
      }),
    ask: (query: string, asker = vault) => search.search(asker, { query, limit: 10 }, new AbortController().signal),
  };
}
