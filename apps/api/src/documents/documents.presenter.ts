import type { DocumentSummary, Passage } from '@hearthlore/documents';
import type { BoxedUpload } from '@hearthlore/ingestion';
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
    heldAt: document.heldAt?.toISOString() ?? null,
  };
}

/** What a program that brought a document is told: no more than it sent. */
export function toBoxedDocumentDto({ id, meta, expiresAt }: BoxedUpload, now: Date): DocumentDto {
  const status = { id, state: 'queued', progress: 0, error: null, createdAt: now, expiresAt, heldAt: null } as const;
  return toDocumentDto({ ...meta, pages: null, passages: 0, ...status });
}

export function toPassageDto(documentId: DocumentId, passage: Passage): PassageDto {
  const { index, text, heading, page, lastPage } = passage;
  return { id: passageId(documentId, index), index, text, heading, page, lastPage };
}
