import type { DocumentSummary, Passage } from '@hearthlore/documents';
import { type DocumentId, passageId } from '@hearthlore/kernel';
import type { DocumentDto, PassageDto } from './document.dto.js';

export function toDocumentDto(document: DocumentSummary): DocumentDto {
  return {
    id: document.id,
    title: document.title,
    fileName: document.fileName,
    mediaType: document.mediaType,
    bytes: document.bytes,
    pages: document.pages,
    passages: document.passages,
    language: document.language,
    state: document.state,
    progress: document.progress,
    error: document.error,
    createdAt: document.createdAt.toISOString(),
    expiresAt: document.expiresAt?.toISOString() ?? null,
  };
}

export function toPassageDto(documentId: DocumentId, passage: Passage): PassageDto {
  const { index, text, heading, page, lastPage } = passage;
  return { id: passageId(documentId, index), index, text, heading, page, lastPage };
}
