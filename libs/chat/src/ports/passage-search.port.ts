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

/** What a conversation needs of retrieval: this member's passages, best first. The scope is fixed before any model runs. */
export abstract class PassageSearch {
  /** @returns `meaning` tells whether the embedding model understands the question's language and was used. */
  abstract search(
    vault: MemberVault,
    query: PassageQuery,
    signal: AbortSignal,
  ): Promise<{ readonly hits: readonly PassageHit[]; readonly meaning: boolean }>;
}
