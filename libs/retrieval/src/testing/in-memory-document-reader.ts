import type { DocumentId, UserId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { DocumentReader, type PassageText, type ReadDocument } from '../ports/document-reader.port.js';

/** Documents in a map. */
export class InMemoryDocumentReader extends DocumentReader {
  readonly #documents = new Map<DocumentId, ReadDocument & { readonly ownerId: UserId }>();

  seed(ownerId: UserId, documentId: DocumentId, title: string, passages: readonly PassageText[]): void {
    this.#documents.set(documentId, { ownerId, title, passages });
  }

  delete(documentId: DocumentId): void {
    this.#documents.delete(documentId);
  }

  has(documentId: DocumentId): boolean {
    return this.#documents.has(documentId);
  }

  override async list(vault: MemberVault): Promise<DocumentId[]> {
    return [...this.#documents].filter(([, { ownerId }]) => ownerId === vault.ownerId).map(([id]) => id);
  }

  override async read(
    vault: MemberVault,
    wanted: ReadonlyMap<DocumentId, readonly number[] | 'all'>,
  ): Promise<ReadonlyMap<DocumentId, ReadDocument>> {
    const found = new Map<DocumentId, ReadDocument>();
    for (const [id, indexes] of wanted) {
      const document = this.#documents.get(id);
      if (document?.ownerId !== vault.ownerId) continue;
      const passages = document.passages.filter(({ index }) => indexes === 'all' || indexes.includes(index));
      found.set(id, { title: document.title, passages });
    }
    return found;
  }
}

export function aPassage(index: number, text: string, overrides: Partial<PassageText> = {}): PassageText {
  return { index, text, heading: '', page: null, lastPage: null, ...overrides };
}
