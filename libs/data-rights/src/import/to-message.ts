import type { Message } from '@hearthlore/chat';
import {
  type DocumentId,
  type MessageId,
  parseId,
  parsePassageId,
  type PassageId,
  passageId,
} from '@hearthlore/kernel';
import type { ExportedMessage } from '../format/export-format.js';
import { ExportDamagedError } from './imports.errors.js';

/** Ids that documents had where they come from, and those that they have here. */
export type NewIds = Map<DocumentId, DocumentId>;

/** @throws {ExportDamagedError} for ids that are none. */
export function toMessage(exported: ExportedMessage, newIds: ReadonlyMap<DocumentId, DocumentId>): Message {
  const documentOf = (text: string): DocumentId => {
    const id = parseId<DocumentId>(text) ?? damaged();
    // One that was deleted before the export leads nowhere, as it did there.
    return newIds.get(id) ?? id;
  };
  const passageOf = (text: string): PassageId => {
    const { documentId, index } = parsePassageId(text) ?? damaged();
    return passageId(documentOf(documentId), index);
  };
  const id = parseId<MessageId>(exported.id) ?? damaged();
  const base = { id, text: exported.text, createdAt: new Date(exported.createdAt) };
  if (exported.role === 'user') return { ...base, role: 'user', documentIds: exported.documentIds.map(documentOf) };
  const { sources, citations, ...details } = exported.details;
  return {
    ...base,
    role: 'assistant',
    details: {
      ...details,
      sources: sources.map((source) => ({ ...source, documentId: documentOf(source.documentId) })),
      citations: citations.map((citation) => ({
        ...citation,
        documentId: documentOf(citation.documentId),
        passageId: passageOf(citation.passageId),
      })),
    },
  };
}

function damaged(): never {
  throw new ExportDamagedError();
}
