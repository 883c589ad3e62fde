export { type BootId, DrizzleDocumentStore } from './adapters/drizzle-document-store.js';
export { DrizzleIngestBoxStore } from './adapters/drizzle-ingest-box-store.js';
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
export type { BoxedDocument } from './ingest-box/boxed-document.js';
export { type BoxRecipient, IngestBox } from './ingest-box/ingest-box.js';
export { IngestBoxFullError } from './ingest-box/ingest-box.errors.js';
export type { UploadAdmission } from './upload-admission.js';
