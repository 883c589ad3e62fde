import type { OwnerTransactions } from '@hearthlore/database';
import { type BootId, DocumentsService, DrizzleDocumentStore, type Passage } from '@hearthlore/documents';
import { type DocumentId, newId } from '@hearthlore/kernel';
import { type EmbeddingModel, EmbeddingRuntime, type EmbeddingStatus } from '@hearthlore/models';
import {
  DocumentReader,
  LanguageDetector,
  LexicalIndexing,
  MemberIndexes,
  type ReadDocument,
  RecordSetPackStore,
  SealedVectorStore,
  SearchService,
} from '@hearthlore/retrieval';
import { type MemberVault, RecordSets, type RecordSetStore } from '@hearthlore/vault';

const NO_MODEL = 'none';
/** Of one short document. */
const INDEX_BYTES = 8 * 1024 * 1024;
const LOAD_PATIENCE = 10_000;
const PASSAGE: Passage = {
  index: 0,
  text: 'The drill keeps one sentence about a lighthouse keeper and asks for it again.',
  heading: '',
  page: null,
  lastPage: null,
};

/** Words alone: a model is no part of what a backup has to bring back. */
class NoEmbedding extends EmbeddingRuntime {
  override readonly model: EmbeddingModel | undefined = undefined;
  override readonly status: EmbeddingStatus = {
    state: 'missing',
    modelId: NO_MODEL,
    provider: null,
    sessions: 0,
    message: '',
  };

  override whenSettled(): Promise<void> {
    return Promise.resolve();
  }
}

class StoredDocuments extends DocumentReader {
  constructor(private readonly documents: DocumentsService) {
    super();
  }

  override async list(vault: MemberVault): Promise<DocumentId[]> {
    return (await this.documents.listReadable(vault.ownerId)).map(({ id }) => id);
  }

  override read(
    vault: MemberVault,
    wanted: ReadonlyMap<DocumentId, readonly number[] | 'all'>,
  ): Promise<ReadonlyMap<DocumentId, ReadDocument>> {
    return this.documents.readMany(vault, wanted);
  }
}

/** Stores one passage as its owner, and looks for it from the stored records alone. */
export async function findsPassage(
  transactions: OwnerTransactions,
  store: RecordSetStore,
  vault: MemberVault,
): Promise<boolean> {
  const recordSets = new RecordSets(store);
  const documents = new DocumentsService(
    transactions,
    new DrizzleDocumentStore(transactions, newId<BootId>()),
    recordSets,
    { publish: () => undefined },
  );
  const reader = new StoredDocuments(documents);
  const packs = new RecordSetPackStore(recordSets);
  const indexes = (): MemberIndexes =>
    new MemberIndexes(reader, packs, {
      indexBytes: INDEX_BYTES,
      loadPatience: LOAD_PATIENCE,
      modelId: () => NO_MODEL,
      keepsVectors: true,
    });
  const bytes = Buffer.from(PASSAGE.text);
  const title = 'Drill';
  const meta = { title, fileName: 'drill.txt', mediaType: 'text/plain', bytes: bytes.length, pages: null, passages: 1 };
  const id = await documents.create(vault, {
    meta: { ...meta, language: null },
    dedupeHash: vault.dedupeHash(bytes),
    expiresAt: null,
  });
  await documents.addPassages(vault, id, [PASSAGE]);
  const languages = new LanguageDetector();
  await new LexicalIndexing(packs, indexes(), languages).add(vault, { id, title }, [PASSAGE]);
  await documents.setProgress(vault.ownerId, id, 'ready', 100);
  // An index of its own: what is found was read from the database, not kept from writing.
  const fresh = indexes();
  const search = new SearchService(fresh, languages, new SealedVectorStore(packs, fresh), new NoEmbedding(), reader);
  const request = { query: 'lighthouse keeper', limit: 1, channels: ['lexical'] } as const;
  const { hits } = await search.search(vault, request, vault.signal);
  return hits[0]?.documentId === id && hits[0].text === PASSAGE.text;
}
