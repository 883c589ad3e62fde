import { describeDocumentParser } from './document-parser.contract.js';
import { InProcessDocumentParser } from './in-process-document-parser.js';

describeDocumentParser('InProcessDocumentParser', () => Promise.resolve(new InProcessDocumentParser()));
