import type { DocumentId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { quantiseVector } from '../dense/quantise.js';
import type { DocumentPacks } from '../index/document-packs.js';
import { PackStore } from '../ports/pack-store.port.js';
import type { VectorBatch, VectorCoverage } from '../ports/vector-store.port.js';
import { encodeVectorPack, joinVectorPacks, type VectorPack } from './vector-pack.js';

/** A pack smaller than this is written again with the next vectors in it: sealing many small records costs time and space. */
const SMALL_PACK = 64 * 1_024;

/** Appends vectors to the sealed packs of a document, which are the truth whatever searches them. */
export class VectorPacks {
  constructor(private readonly packs: PackStore) {}

  /**
   * Writes the pack that comes next. One of another model than those that are there takes their place.
   *
   * @param standing How the packs stand; brought up to date.
   */
  async append(vault: MemberVault, documentId: DocumentId, standing: DocumentPacks, added: VectorPack): Promise<void> {
    if (standing.modelId !== undefined && standing.modelId !== added.modelId) {
      const remove = Array.from({ length: standing.vectorPacks }, (_, index) => ({ kind: 'vector' as const, index }));
      await this.packs.write(vault, documentId, { remove });
      standing.dropVectors();
    }
    const tail = standing.vectorTail;
    const isSmall = tail !== undefined && tail.values.length < SMALL_PACK;
    const pack = isSmall ? joinVectorPacks(tail, added) : added;
    const at = isSmall ? standing.vectorPacks - 1 : standing.vectorPacks;
    await this.packs.write(vault, documentId, {
      put: [{ kind: 'vector', index: at, plaintext: encodeVectorPack(pack) }],
    });
    standing.vectorPacks = at;
    standing.noteVectors(pack);
  }
}

/** @returns The vectors of the batch that are not there yet. */
export function packOf(batch: VectorBatch, known: VectorCoverage): VectorPack {
  const { modelId, dimensions, isComplete } = batch;
  const vectors = batch.vectors.filter(
    ({ passage, window }) => !(window === null ? known.passages : known.windows).has(passage),
  );
  const scales = new Float32Array(vectors.length);
  const values = new Int8Array(vectors.length * dimensions);
  vectors.forEach(({ vector }, i) => {
    const quantised = quantiseVector(vector);
    scales[i] = quantised.scale;
    values.set(quantised.values, i * dimensions);
  });
  const places = vectors.map(({ passage, window, start, end }) => ({ passage, window, start, end }));
  return { modelId, dimensions, isComplete, places, scales, values };
}
