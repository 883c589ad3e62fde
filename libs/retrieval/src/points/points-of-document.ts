import type { Point, PointNames } from '@hearthlore/qdrant';
import type { DocumentId, UserId } from '@hearthlore/kernel';
import type { ProtectedVectors } from '@hearthlore/vault';
import { dequantiseVector } from '../dense/quantise.js';
import type { VectorPack } from '../packs/vector-pack.js';
import { encodePointPayload, type HomePayload } from './point-payload.js';

/** A vector as the packs have it, under its number in all of them together. */
interface PackedVector {
  readonly passage: number;
  readonly isWindow: boolean;
  readonly scale: number;
  readonly values: Int8Array;
}

/** A document as its packs have it: every vector is a point, and the first one of each passage is its home. */
export class DocumentVectors {
  readonly #packs: readonly VectorPack[];
  readonly #passages = new Map<number, number[]>();
  readonly #vectors: PackedVector[] = [];

  /** @param packs In their order, all of one model and length. */
  constructor(packs: readonly VectorPack[]) {
    this.#packs = packs;
    for (const { places, scales, values, dimensions } of packs)
      places.forEach(({ passage, window }, i) => {
        const ordinals = this.#passages.get(passage);
        if (ordinals === undefined) this.#passages.set(passage, [this.#vectors.length]);
        else ordinals.push(this.#vectors.length);
        this.#vectors.push({
          passage,
          isWindow: window !== null,
          scale: scales[i] ?? 0,
          values: values.subarray(i * dimensions, (i + 1) * dimensions),
        });
      });
  }

  get count(): number {
    return this.#vectors.length;
  }

  get isComplete(): boolean {
    return this.#packs.at(-1)?.isComplete === true;
  }

  /** @returns What is sent to the vector store, some points at a time: protecting all of them at once would keep others waiting. */
  *points(
    place: { readonly owner: UserId; readonly document: DocumentId; readonly edition: Uint8Array },
    names: Pick<PointNames, 'pointId'>,
    vectors: Pick<ProtectedVectors, 'protect' | 'seal'>,
    atOnce: number,
  ): Generator<Point[]> {
    let batch: Point[] = [];
    for (const [ordinal, { passage, scale, values }] of this.#vectors.entries()) {
      const id = names.pointId(place.document, ordinal);
      const home = this.#passages.get(passage)?.[0] ?? ordinal;
      const payload =
        home === ordinal
          ? this.#homeOf(passage, place)
          : ({ kind: 'guest', ...place, passage, home: names.pointId(place.document, home) } as const);
      const vector = vectors.protect(dequantiseVector(values, scale));
      batch.push({ id, vector, payload: vectors.seal(id, encodePointPayload(payload)) });
      if (batch.length < atOnce) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  #homeOf(
    passage: number,
    place: { readonly owner: UserId; readonly document: DocumentId; readonly edition: Uint8Array },
  ): HomePayload {
    const dimensions = this.#packs[0]?.dimensions ?? 0;
    const vectors = (this.#passages.get(passage) ?? []).flatMap((ordinal) => this.#vectors[ordinal] ?? []);
    const values = new Int8Array(vectors.length * dimensions);
    vectors.forEach((vector, i) => values.set(vector.values, i * dimensions));
    return {
      kind: 'home',
      ...place,
      passage,
      dimensions,
      isWindow: vectors.map(({ isWindow }) => isWindow),
      scales: Float32Array.from(vectors, ({ scale }) => scale),
      values,
    };
  }
}
