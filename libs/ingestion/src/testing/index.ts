export { type BuiltProgram, buildJailedProgram } from './built-parser-program.js';
export { InProcessDocumentParser } from './in-process-document-parser.js';
export { aPdf, aPdfBomb, type PdfSample } from './sample-documents.js';
