import type { DocumentId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';

/** A stored passage, as far as search needs it. */
export interface PassageText {
  readonly index: number;
  readonly text: string;
  /** "Chapter › Section", or empty. */
  readonly heading: string;
  /** 1-based; `null` where the format has no pages. */
  readonly page: number | null;
  readonly lastPage: number | null;
}

export interface ReadDocument {
  readonly title: string;
  readonly passages: readonly PassageText[];
}

/** What search has to know of a member's documents. */
export abstract class DocumentReader {
  /** @returns Every document that may be searched, those still being read included. */
  abstract list(vault: MemberVault): Promise<DocumentId[]>;

  /**
   * @param wanted Passages by document; all of its passages for `all`.
   * @returns The documents in question. One that is gone or not this member's is left out, and so are passages that are not
   * there.
   */
  abstract read(
    vault: MemberVault,
    wanted: ReadonlyMap<DocumentId, readonly number[] | 'all'>,
  ): Promise<ReadonlyMap<DocumentId, ReadDocument>>;
}
