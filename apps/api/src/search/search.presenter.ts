import type { SearchResult } from '@hearthlore/retrieval';
import type { SearchResultDto } from './search.dto.js';

export function toSearchResultDto({ hits, tookMs, dense, isFallback }: SearchResult): SearchResultDto {
  return {
    data: hits.map(({ documentId, passageId, title, page, heading, text, score, channels }) => ({
      documentId,
      passageId,
      title,
      page,
      heading,
      text,
      score,
      channels,
    })),
    tookMs: Math.round(tookMs * 100) / 100,
    dense,
    fallback: isFallback,
  };
}
