import { afterAll } from 'vitest';
import { buildJailedProgram, type BuiltProgram } from '../../testing/built-parser-program.js';
import { describeDocumentParser } from '../../testing/document-parser.contract.js';
import { ChildProcessDocumentParser } from './child-process-document-parser.js';

let program: BuiltProgram | undefined;
afterAll(() => program?.remove());

describeDocumentParser('ChildProcessDocumentParser', async () => {
  program = await buildJailedProgram();
  return new ChildProcessDocumentParser({ programFolder: program.folder });
});
