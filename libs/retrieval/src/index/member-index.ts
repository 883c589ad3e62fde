import type { DocumentId } from '@hearthlore/kernel';
import { VectorIndex } from '../dense/vector-index.js';
import { LexicalIndex } from '../lexical/lexical-index.js';
import type { VectorPack } from '../packs/vector-pack.js';
import type { VectorCoverage } from '../ports/vector-store.port.js';
import { DocumentPacks } from './document-packs.js';
import { PassageTable } from './passage-table.js';

/** When dead passages are more than this share of all, the index is written anew without them. */
const MOST_DEAD = 0.25;
const WORTH_COMPACTING = 1_000;

/** Everything that is searched of one member, in RAM: made from sealed packs after unlock, gone with the last session. */
export class MemberIndex {
  readonly table = new PassageTable();
  readonly lexical = new LexicalIndex(this.table);
  readonly #documents = new Map<DocumentId, DocumentPacks>();
  #vectors: VectorIndex | undefined;

  /** @returns The vectors of this model, where there are any. */
  vectorsOf(modelId: string): VectorIndex | undefined {
    return this.#vectors?.modelId === modelId ? this.#vectors : undefined;
  }

  get bytes(): number {
    return this.table.bytes + this.lexical.bytes + (this.#vectors?.bytes ?? 0);
  }

  /** Whether packs of the document are in the index. */
  has(documentId: DocumentId): boolean {
    return this.#documents.has(documentId);
  }

  /** @returns How the document's packs stand; kept from now on where it is new. */
  packsOf(documentId: DocumentId): DocumentPacks {
    let packs = this.#documents.get(documentId);
    if (packs === undefined) {
      packs = new DocumentPacks();
      this.#documents.set(documentId, packs);
    }
    return packs;
  }

  /** Vectors of another model or size than those that are there replace them: one question cannot be put to both. */
  addVectors(documentId: DocumentId, pack: VectorPack): void {
    if (this.#vectors?.modelId !== pack.modelId || this.#vectors.dimensions !== pack.dimensions)
      this.#vectors = new VectorIndex(this.table, pack.modelId, pack.dimensions);
    this.#vectors.add(documentId, pack);
  }

  coverage(documentId: DocumentId, modelId: string): VectorCoverage {
    const vectors = this.vectorsOf(modelId);
    const slots = [...this.table.slotsOf(documentId)];
    const passagesWhere = (has: (slot: number) => boolean): Set<number> =>
      new Set(slots.filter(([, slot]) => has(slot)).map(([passage]) => passage));
    return {
      passages: passagesWhere((slot) => vectors?.hasPassage(slot) ?? false),
      windows: passagesWhere((slot) => vectors?.hasWindows(slot) ?? false),
      isComplete: vectors !== undefined && this.#documents.get(documentId)?.isComplete === true,
    };
  }

  remove(documentId: DocumentId): void {
    this.#documents.delete(documentId);
    this.table.remove(documentId);
    const dead = this.table.slots - this.table.living;
    if (this.table.living > 0 && (dead <= WORTH_COMPACTING || dead <= MOST_DEAD * this.table.slots)) return;
    const moved = this.table.compact();
    this.lexical.compact(moved);
    this.#vectors?.compact(moved);
  }
}
