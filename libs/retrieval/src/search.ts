import type { DocumentId, PassageId } from '@hearthlore/kernel';

export interface SearchRequest {
  readonly query: string;
  /** Most hits. */
  readonly limit: number;
  /** Only in these; in all of the member's when left out. */
  readonly documentIds?: readonly DocumentId[];
  /** Both when left out. */
  readonly channels?: readonly ('dense' | 'lexical')[];
  readonly rerank?: boolean;
}

export interface SearchHit {
  readonly documentId: DocumentId;
  readonly passageId: PassageId;
  readonly index: number;
  readonly title: string;
  /** 1-based; `null` where the format has no pages. */
  readonly page: number | null;
  readonly lastPage: number | null;
  readonly heading: string;
  readonly text: string;
  /** 0…1 within this answer: no measure of how sure it is. */
  readonly score: number;
  /** Of each channel that found it: ½ cosine of the passage + ½ of its best window; BM25, or 0…1 where n-grams count too. */
  readonly channels: { readonly dense?: number; readonly lexical?: number };
}

/** Whether meaning counted, and if not, why: the model does not have the language, there is none (yet), nobody asked. */
export type DenseState = 'used' | 'off-language' | 'off-missing' | 'off-request';

export interface SearchResult {
  readonly hits: readonly SearchHit[];
  readonly tookMs: number;
  readonly dense: DenseState;
  /** Whether the vector store did not answer, so that the sealed packs were searched in its place. */
  readonly isFallback: boolean;
  /** `false` while the member's index is still being loaded: ask again for the rest. */
  readonly isComplete: boolean;
  /** Documents that could not be searched because their stored index was changed or is damaged. */
  readonly damaged: readonly DocumentId[];
}
