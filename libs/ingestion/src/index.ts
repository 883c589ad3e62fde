export {
  type ChildProcessParserOptions,
  ChildProcessDocumentParser,
} from './parser/adapters/child-process-document-parser.js';
export {
  DocumentParser,
  type MediaType,
  MEDIA_TYPES,
  type ParsedBlock,
  type ParsedPage,
} from './parser/document-parser.port.js';
export {
  DocumentDamagedError,
  DocumentEmptyError,
  DocumentEncryptedError,
  DocumentNoTextError,
  DocumentTimeoutError,
  DocumentTooLargeError,
  DocumentUnreadableError,
  DocumentUnsafeError,
  DocumentUnsupportedError,
  ParserUnavailableError,
} from './parser/document-unreadable.errors.js';
export type { Protection } from './parser/adapters/parser-jail.js';
export { IngestionBusyError } from './pipeline/ingestion.errors.js';
export { IngestionService } from './pipeline/ingestion.service.js';
export { BoxOpening } from './box/box-opening.js';
export { type BoxedUpload, DropBox } from './box/drop-box.js';
export { IngestionSlots } from './pipeline/ingestion-slots.js';
export type { Upload } from './pipeline/upload.js';
