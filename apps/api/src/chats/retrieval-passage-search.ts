import { type PassageQuery, PassageSearch } from '@hearthlore/chat';
import { SearchService } from '@hearthlore/retrieval';
import type { MemberVault } from '@hearthlore/vault';
import { Injectable } from '@nestjs/common';

/** What a conversation searches is what the search page searches. */
@Injectable()
export class RetrievalPassageSearch extends PassageSearch {
  constructor(private readonly retrieval: SearchService) {
    super();
  }

  override async search(vault: MemberVault, { text, limit, documentIds }: PassageQuery, signal: AbortSignal) {
    const scope = documentIds.length > 0 ? { documentIds } : {};
    const { hits, dense, isFallback } = await this.retrieval.search(vault, { query: text, limit, ...scope }, signal);
    return { hits, meaning: dense === 'used', fallback: isFallback };
  }
}
