import type { LexicalPack } from '../packs/lexical-pack.js';
import type { VectorPack } from '../packs/vector-pack.js';

/** How the packs of one document stand, so that the next one can be written without reading them again. */
export class DocumentPacks {
  lexicalPacks = 0;
  /** The last pack, to be rewritten with more in it as long as it is small. */
  lexicalTail: LexicalPack | undefined;
  vectorPacks = 0;
  /** Of the packs. All of one document are of one model. */
  modelId: string | undefined;
  vectorTail: VectorPack | undefined;
  /** Whether the last pack says that all windows are there. */
  isComplete = false;
  /** Of the first pack, ISO 639-1 or `und`. */
  language: string | undefined;

  /** Takes note of the next pack. */
  noteLexical(pack: LexicalPack): void {
    this.lexicalPacks += 1;
    this.lexicalTail = pack;
    this.language ??= pack.language;
  }

  noteVectors(pack: VectorPack): void {
    this.vectorPacks += 1;
    this.vectorTail = pack;
    this.modelId = pack.modelId;
    this.isComplete = pack.isComplete;
  }

  dropVectors(): void {
    this.vectorPacks = 0;
    this.vectorTail = undefined;
    this.modelId = undefined;
    this.isComplete = false;
  }
}
