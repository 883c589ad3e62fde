export { BLOCK_KINDS, type BlockKind, type ParsedBlock, type ParsedPage } from './model/block.js';
export { READING_LIMITS, type ReadingLimits } from './model/limits.js';
export { UNREADABLE_REASONS, UnreadableFileError, type UnreadableReason } from './model/unreadable-file.errors.js';
export type { PdfAssets } from './pdf/pdf-document.js';
export { DOCUMENT_FORMATS, type DocumentFormat, type ReadingOptions, readDocument } from './read-document.js';
