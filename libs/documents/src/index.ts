export { type BootId, DrizzleDocumentStore } from './adapters/drizzle-document-store.js';
export { DrizzleExpiredDocuments } from './adapters/drizzle-expired-documents.js';
export {
  DOCUMENT_STATES,
  type DocumentMeta,
  type DocumentState,
  type DocumentStatus,
  type DocumentSummary,
  type Passage,
} from './document.js';
export { type DocumentEvent, DocumentEvents } from './document-events.js';
export { DocumentDuplicateError, DocumentNotFoundError } from './documents.errors.js';
export { DocumentsService, type NewDocument } from './documents.service.js';
export type { UploadAdmission } from './upload-admission.js';
