import type { DocumentId, UserId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import type { BestPassages } from '../dense/best-passages.js';
import { ExactScan } from '../dense/exact-scan.js';
import { DocumentReader } from '../ports/document-reader.port.js';
import { PointLedger } from '../ports/point-ledger.port.js';
import type { VectorQuery } from '../ports/vector-store.port.js';
import type { SizedDocument } from '../packs/vector-pack-reading.js';

/** Deletions that are remembered: their packs go at the same time, so an older one has none left to be found by. */
const MOST_FORGOTTEN = 10_000;

/** Answers from the sealed packs what the vector store cannot answer, or not yet. */
export class SealedSearch {
  /** In the order of their deletion. */
  readonly #forgotten = new Set<string>();

  constructor(
    private readonly scan: ExactScan,
    private readonly documents: DocumentReader,
    private readonly ledger: PointLedger,
  ) {}

  /** Never finds the document again, though its packs may be there for a moment longer. */
  forget(ownerId: UserId, documentId: DocumentId): void {
    this.#forgotten.add(`${ownerId} ${documentId}`);
    const [oldest] = this.#forgotten;
    if (this.#forgotten.size > MOST_FORGOTTEN && oldest !== undefined) this.#forgotten.delete(oldest);
  }

  /** The document has vectors anew. */
  remember(ownerId: UserId, documentId: DocumentId): void {
    this.#forgotten.delete(`${ownerId} ${documentId}`);
  }

  async searchIn(
    vault: MemberVault,
    query: VectorQuery,
    documents: readonly SizedDocument[],
    into: BestPassages,
  ): Promise<void> {
    const left = documents.filter(({ id }) => !this.#forgotten.has(`${vault.ownerId} ${id}`));
    await this.scan.search(vault, query, left, into);
  }

  /** Searches everything that the question may be answered from. @returns Whether there was anything. */
  async searchAll(vault: MemberVault, query: VectorQuery, into: BestPassages): Promise<boolean> {
    const [ids, rows] = await Promise.all([this.documents.list(vault), this.ledger.list(vault.ownerId)]);
    const sizes = new Map(rows.map(({ documentId, points }) => [documentId, points]));
    const named = query.documentIds && new Set(query.documentIds);
    const documents = ids
      .filter((id) => named?.has(id) !== false)
      .map((id) => {
        const vectors = sizes.get(id);
        return vectors === undefined || vectors === 0 ? { id } : { id, vectors };
      });
    await this.searchIn(vault, query, documents, into);
    return documents.length > 0;
  }
}
