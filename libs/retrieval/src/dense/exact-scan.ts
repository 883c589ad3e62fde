import { type DocumentId, passageId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import type { VectorPack } from '../packs/vector-pack.js';
import { type SizedDocument, VectorPackReading } from '../packs/vector-pack-reading.js';
import type { VectorQuery } from '../ports/vector-store.port.js';
import type { BestPassages } from './best-passages.js';
import { Cosines } from './cosines.js';
import { PassageScore } from './passage-score.js';
import { type Quantised, quantiseQuery } from './quantise.js';

/**
 * Compares a question with every vector of the documents that are named, straight from their sealed packs. Slower than an
 * index and just as right, and it needs no memory between two questions.
 */
export class ExactScan {
  readonly #cosines = new Cosines();

  constructor(private readonly packs: VectorPackReading) {}

  /** @param into Is shown each passage with its score. */
  async search(
    vault: MemberVault,
    query: Pick<VectorQuery, 'modelId' | 'vector'>,
    documents: readonly SizedDocument[],
    into: BestPassages,
  ): Promise<void> {
    if (documents.length === 0) return;
    const quantised = quantiseQuery(query.vector);
    for await (const { id, packs } of this.packs.readMany(vault, documents)) {
      const comparable = packs.filter(
        (pack) => pack.modelId === query.modelId && pack.dimensions === query.vector.length,
      );
      this.#score(id, comparable, quantised, into);
    }
  }

  #score(documentId: DocumentId, packs: readonly VectorPack[], query: Quantised<Int16Array>, into: BestPassages): void {
    const scores = new Map<number, PassageScore>();
    for (const { places, scales, values } of packs) {
      const cosines = this.#cosines.of(query, values, scales);
      places.forEach(({ passage, window }, i) => {
        const score = scores.get(passage) ?? new PassageScore();
        scores.set(passage, score);
        score.note(window !== null, cosines[i] ?? 0);
      });
    }
    for (const [passage, score] of scores) into.note(passageId(documentId, passage), score.value);
  }
}
