import type { DocumentId, PassageId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';

export interface PassageHit {
  readonly documentId: DocumentId;
  readonly passageId: PassageId;
  /** Position in its document, from 0. */
  readonly index: number;
  readonly title: string;
  readonly page: number | null;
  readonly lastPage: number | null;
  readonly heading: string;
  readonly text: string;
  /** Higher is better; 0 to 1. */
  readonly score: number;
}

export interface PassageQuery {
  readonly text: string;
  readonly limit: number;
  /** Empty for all of the member's documents. */
  readonly documentIds: readonly DocumentId[];
}

export interface FoundPassages {
  readonly hits: readonly PassageHit[];
  /** Whether the embedding model understands the question's language and was used. */
  readonly meaning: boolean;
  /** Whether the vector store did not answer and the sealed packs were searched in its place. */
  readonly fallback: boolean;
}

/** What a conversation needs of retrieval: this member's passages, best first. The scope is fixed before any model runs. */
export abstract class PassageSearch {
  /** The passages, best first, and how they were found. */
  abstract search(vault: MemberVault, query: PassageQuery, signal: AbortSignal): Promise<FoundPassages>;
}
