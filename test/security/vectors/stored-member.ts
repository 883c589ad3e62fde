import { newKey } from '@hearthlore/crypto';
import { type DocumentId, newId, type SessionId, type UserId } from '@hearthlore/kernel';
import type { PassageVector, VectorAnswer } from '@hearthlore/retrieval';
import { arrangeQdrant } from '@hearthlore/retrieval/testing';
import { MemberVault, type ProtectedVectors, VectorProtection } from '@hearthlore/vault';
import { z } from 'zod';
import { VectorTable } from './vector-table.js';

/** As the vectors of `arrangeQdrant` are named. */
const MODEL = 'model-a';
const PAGE = 1_000;

const pointSchema = z.strictObject({
  id: z.string(),
  vector: z.array(z.number()),
  payload: z.strictObject({ c: z.base64() }),
});
const scrollSchema = z.object({
  result: z.object({ points: z.array(pointSchema), next_page_offset: z.string().nullish() }),
});

/** A point as it lies in Qdrant, and nothing else: another field in it fails to be read. */
export type StoredPoint = z.infer<typeof pointSchema>;

/** A member whose vectors the product keeps in a Qdrant. The same seed has the same keys, and so the same points. */
export class StoredMember {
  readonly #product: ReturnType<typeof arrangeQdrant>;
  readonly #url: string;
  readonly vault: MemberVault;

  constructor(url: string, seed: number) {
    this.#url = url;
    this.#product = arrangeQdrant(url);
    const keyOf = (purpose: number): Uint8Array => new Uint8Array(32).fill(seed * 16 + purpose);
    const ring = { dataKeys: new Map([[1, keyOf(1)]]), dedupeKey: keyOf(2), vectorKey: keyOf(3) };
    this.vault = new MemberVault(newId<UserId>(), newId<SessionId>(), { ring, ringKey: newKey() });
  }

  /** Keeps every vector as that of one passage, as an upload of one document does. */
  async upload(vectors: VectorTable): Promise<DocumentId> {
    const id = await this.#product.addDocument(this.vault);
    const passages = Array.from({ length: vectors.count }, (_, passage): PassageVector => {
      return { passage, window: null, start: 0, end: 1, vector: vectors.row(passage) };
    });
    const batch = { modelId: MODEL, dimensions: vectors.dimensions, vectors: passages, isComplete: true };
    await this.#product.store.add(this.vault, id, batch);
    return id;
  }

  forget(documentId: DocumentId): Promise<void> {
    return this.#product.store.forget(this.vault.ownerId, documentId);
  }

  ask(vector: Float32Array, limit: number): Promise<VectorAnswer> {
    return this.#product.store.search(this.vault, { modelId: MODEL, vector, limit });
  }

  /** What a question becomes, and what a stored vector would be without noise. */
  async keys(dimensions: number): Promise<ProtectedVectors> {
    return new VectorProtection().open(this.vault, MODEL, dimensions);
  }

  /** @returns What Qdrant has under the document's points, in the order of its passages, read without a key. */
  async stored(documentId: DocumentId, count: number): Promise<VectorTable> {
    const points = new Map((await this.points()).map(({ id, vector }) => [id, vector]));
    const vectors = Array.from({ length: count }, (_, ordinal) => {
      const vector = points.get(this.#product.names.pointId(documentId, ordinal));
      if (vector === undefined) throw new Error('a point is missing');
      return Float32Array.from(vector);
    });
    return VectorTable.of(vectors);
  }

  /** Everything in the member's collection, as whoever has the server reads it. */
  async points(): Promise<StoredPoint[]> {
    const points: StoredPoint[] = [];
    let offset: string | undefined;
    do {
      const { result } = scrollSchema.parse(
        await this.#request('POST', '/points/scroll', {
          limit: PAGE,
          with_vector: true,
          with_payload: true,
          ...(offset !== undefined && { offset }),
        }),
      );
      points.push(...result.points);
      offset = result.next_page_offset ?? undefined;
    } while (offset !== undefined);
    return points;
  }

  /** What Qdrant says of the collection. */
  async collection(): Promise<unknown> {
    return this.#request('GET', '');
  }

  async #request(method: string, path: string, body?: object): Promise<unknown> {
    const { name } = await this.#product.collectionOf(this.vault);
    const answer = await fetch(`${this.#url}/collections/${name}${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`Qdrant answered ${answer.status}`);
    return answer.json();
  }
}
