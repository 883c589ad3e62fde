import { type DocumentId, type PassageId, passageId } from '@hearthlore/kernel';
import { InMemoryVectorStore } from '@hearthlore/retrieval/testing';
import type { VectorAnswer, VectorBatch, VectorQuery } from '@hearthlore/retrieval';
import { type MemberVault, VectorProtection } from '@hearthlore/vault';

interface Point {
  readonly passage: PassageId;
  readonly vector: Float32Array;
}

const protection = new VectorProtection();

/** Takes the passages of so many nearest protected vectors and scores them by the plaintext ones: no server, no graph. */
export class CandidateVectorStore extends InMemoryVectorStore {
  readonly #points: Point[] = [];
  candidates = 0;

  get points(): number {
    return this.#points.length;
  }

  override async add(vault: MemberVault, documentId: DocumentId, batch: VectorBatch): Promise<void> {
    const keys = await protection.open(vault, batch.modelId, batch.dimensions);
    for (const { passage, vector } of batch.vectors)
      this.#points.push({ passage: passageId(documentId, passage), vector: keys.protect(vector) });
    await super.add(vault, documentId, batch);
  }

  override async search(vault: MemberVault, query: VectorQuery): Promise<VectorAnswer> {
    const keys = await protection.open(vault, query.modelId, query.vector.length);
    const asked = keys.rotateQuery(query.vector);
    const nearest = this.#points
      .map(({ passage, vector }) => ({ passage, cosine: cosine(asked, vector) }))
      .sort((a, b) => b.cosine - a.cosine)
      .slice(0, this.candidates);
    const chosen = new Set(nearest.map(({ passage }) => passage));
    const { found } = await super.search(vault, { ...query, limit: Number.MAX_SAFE_INTEGER });
    return { found: found.filter(({ key }) => chosen.has(key)).slice(0, query.limit), isFallback: false };
  }
}

function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
