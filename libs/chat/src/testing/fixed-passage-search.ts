import type { MemberVault } from '@hearthlore/vault';
import { type PassageHit, type PassageQuery, PassageSearch } from '../ports/passage-search.port.js';

/** Finds what the test put there, whatever is asked, and keeps what was asked. */
export class FixedPassageSearch extends PassageSearch {
  readonly queries: PassageQuery[] = [];
  /** Has it say that the vector store was away. */
  fallback = false;

  constructor(private readonly hits: readonly PassageHit[]) {
    super();
  }

  override search(_: MemberVault, query: PassageQuery, signal: AbortSignal) {
    signal.throwIfAborted();
    this.queries.push(query);
    return Promise.resolve({ hits: this.hits.slice(0, query.limit), meaning: false, fallback: this.fallback });
  }
}
