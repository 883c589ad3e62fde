import { DocumentsService } from '@hearthlore/documents';
import type { DocumentId } from '@hearthlore/kernel';
import { EmbeddingRuntime } from '@hearthlore/models';
import {
  DocumentReader,
  PackStore,
  type ReadDocument,
  RecordSetPackStore,
  RetrievalModule,
  RetrievalOptions,
  SealedVectorStore,
  VectorStore,
} from '@hearthlore/retrieval';
import type { MemberVault } from '@hearthlore/vault';
import { Injectable } from '@nestjs/common';

/** RAM for all members' indexes together: 512 MB hold about 150,000 passages. */
const INDEX_BYTES = 512 * 1024 * 1024;
/** Milliseconds that a question waits for an index that is being loaded. */
const LOAD_PATIENCE = 1500;

/** What search has to know of documents, from the documents library. */
@Injectable()
export class StoredDocumentReader extends DocumentReader {
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

export const searchModule = RetrievalModule.with({
  imports: [],
  providers: [
    { provide: PackStore, useClass: RecordSetPackStore },
    { provide: DocumentReader, useClass: StoredDocumentReader },
    { provide: VectorStore, useClass: SealedVectorStore },
    {
      provide: RetrievalOptions,
      useFactory: (embedding: EmbeddingRuntime): RetrievalOptions => ({
        indexBytes: INDEX_BYTES,
        loadPatience: LOAD_PATIENCE,
        modelId: () => embedding.status.modelId,
        keepsVectors: true,
      }),
      inject: [EmbeddingRuntime],
    },
  ],
});
