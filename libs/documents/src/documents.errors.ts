import { AppError, type DocumentId } from '@hearthlore/kernel';

/** Also thrown for a document that exists but belongs to someone else: existence is private. */
export class DocumentNotFoundError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'document.not-found';
  override readonly details: { readonly documentId: DocumentId };

  constructor(documentId: DocumentId) {
    super('No such document');
    this.details = { documentId };
  }
}

/** This member has sent the same bytes before. */
export class DocumentDuplicateError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'document.duplicate';
  override readonly details: { readonly documentId: DocumentId };

  constructor(first: DocumentId) {
    super('The same file is here already');
    this.details = { documentId: first };
  }
}
