import { OwnerTransactions } from '@hearthlore/database';
import { DocumentsService } from '@hearthlore/documents';
import type { DocumentId } from '@hearthlore/kernel';
import { EmbeddingRuntime } from '@hearthlore/models';
import {
  DocumentReader,
  DrizzlePointLedger,
  openQdrantVectors,
  PackStore,
  type ReadDocument,
  RecordSetPackStore,
  RetrievalModule,
  RetrievalOptions,
  SealedVectorStore,
  VectorStore,
} from '@hearthlore/retrieval';
import { type MemberVault, VectorProtection } from '@hearthlore/vault';
import { Injectable } from '@nestjs/common';
import { Metrics } from '../metrics/metrics.js';
import { ForeignVectors } from './foreign-vectors.js';
import { MeasuredVectorStore } from './measured-vector-store.js';
import { VectorBinding } from './platform-vectors.js';
import { PointsLeftBehind } from './points-left-behind.js';

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

const retrieval = RetrievalModule.with({
  imports: [],
  providers: [
    { provide: PackStore, useClass: RecordSetPackStore },
    { provide: DocumentReader, useClass: StoredDocumentReader },
    SealedVectorStore,
    {
      provide: ForeignVectors,
      useFactory: (
        { server, names, watch, signals }: VectorBinding,
        transactions: OwnerTransactions,
        packs: PackStore,
        documents: DocumentReader,
        options: RetrievalOptions,
      ) => {
        const parts = { packs, documents, options, names, watcher: signals };
        const ledger = new DrizzlePointLedger(transactions);
        const open = server && openQdrantVectors({ ...parts, server, ledger, protection: new VectorProtection() });
        return new ForeignVectors(watch, signals, server, open);
      },
      inject: [VectorBinding, OwnerTransactions, PackStore, DocumentReader, RetrievalOptions],
    },
    {
      provide: VectorStore,
      useFactory: (
        { open }: ForeignVectors,
        sealed: SealedVectorStore,
        metrics: Metrics,
        { leavesPoints }: VectorBinding,
        transactions: OwnerTransactions,
      ) => {
        const own = leavesPoints ? new PointsLeftBehind(sealed, new DrizzlePointLedger(transactions)) : sealed;
        return new MeasuredVectorStore(open?.store ?? own, metrics);
      },
      inject: [ForeignVectors, SealedVectorStore, Metrics, VectorBinding, OwnerTransactions],
    },
    {
      provide: RetrievalOptions,
      useFactory: (embedding: EmbeddingRuntime, { server }: VectorBinding): RetrievalOptions => ({
        indexBytes: INDEX_BYTES,
        loadPatience: LOAD_PATIENCE,
        modelId: () => embedding.status.modelId,
        keepsVectors: server === undefined,
      }),
      inject: [EmbeddingRuntime, VectorBinding],
    },
  ],
});

export const searchModule = { ...retrieval, exports: [...(retrieval.exports ?? []), ForeignVectors] };
