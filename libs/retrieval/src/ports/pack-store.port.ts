import type { DocumentId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';

/** What a pack holds: stemmed words with counts, or vectors. */
export type PackKind = 'lexical' | 'vector';

export interface PackChanges {
  readonly put?: readonly { readonly kind: PackKind; readonly index: number; readonly plaintext: Uint8Array }[];
  readonly remove?: readonly { readonly kind: PackKind; readonly index: number }[];
}

/** The sealed search packs of a member's documents. Packs of one kind are numbered from 0 without gaps. */
export abstract class PackStore {
  /**
   * @returns Every pack of the kind in order, of each document that has any. One that is gone or not this member's has none.
   * @throws {RecordsTamperedError} where a pack of any of them is missing, swapped or old.
   */
  abstract read(
    vault: MemberVault,
    documentIds: readonly DocumentId[],
    kind: PackKind,
  ): Promise<ReadonlyMap<DocumentId, readonly Uint8Array[]>>;

  /** All of it or nothing. */
  abstract write(vault: MemberVault, documentId: DocumentId, changes: PackChanges): Promise<void>;
}
