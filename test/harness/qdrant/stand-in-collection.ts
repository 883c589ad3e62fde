import type { Payload, PayloadSelector, PointId } from './request-body.js';
import { Refusal } from './stand-in-answers.js';

/** What a collection was made with; as Qdrant shows it again. */
export interface CollectionConfig {
  readonly size: number;
  readonly isOnDisk: boolean | undefined;
  readonly isPayloadOnDisk: boolean;
  readonly graph: object;
  readonly optimizers: object;
  readonly quantization: object | null;
  readonly shards: number;
  readonly replicas: number;
  readonly consistency: number;
}

interface StoredPoint {
  readonly id: PointId;
  readonly vector: Float32Array;
  readonly payload: Payload;
  readonly version: number;
}

export interface NewPoint {
  readonly id: PointId;
  readonly vector: Float32Array;
  readonly payload: Payload;
}

/** One collection in memory, with exact cosine search: what Qdrant's graph finds approximately. */
export class StandInCollection {
  readonly config: CollectionConfig;
  readonly #points = new Map<PointId, StoredPoint>();
  #operations = 0;

  constructor(config: CollectionConfig) {
    this.config = config;
  }

  get size(): number {
    return this.#points.size;
  }

  /** @returns The number of the operation. */
  upsert(points: readonly NewPoint[]): number {
    for (const { vector } of points) this.#check(vector);
    const version = this.#nextOperation();
    for (const point of points) this.#points.set(point.id, { ...point, vector: normalized(point.vector), version });
    return version;
  }

  remove(ids: readonly PointId[]): number {
    const version = this.#nextOperation();
    for (const id of ids) this.#points.delete(id);
    return version;
  }

  query(vector: Float32Array, limit: number, withPayload: PayloadSelector, withVector: boolean): object[] {
    this.#check(vector);
    const query = normalized(vector);
    return [...this.#points.values()]
      .map((point) => ({ point, score: dot(query, point.vector) }))
      .toSorted((a, b) => b.score - a.score)
      .slice(0, limit)
      .map(({ point, score }) => ({
        id: point.id,
        version: point.version,
        score,
        ...shown(point, withPayload, withVector),
      }));
  }

  retrieve(ids: readonly PointId[], withPayload: PayloadSelector, withVector: boolean): object[] {
    return [...new Set(ids)].flatMap((id) => {
      const point = this.#points.get(id);
      return point === undefined ? [] : [{ id, ...shown(point, withPayload, withVector) }];
    });
  }

  scroll(from: PointId | undefined, limit: number, withPayload: PayloadSelector, withVector: boolean): object {
    const sorted = [...this.#points.values()].toSorted((a, b) => inOrder(a.id, b.id));
    const rest = from === undefined ? sorted : sorted.filter(({ id }) => inOrder(id, from) >= 0);
    return {
      points: rest.slice(0, limit).map((point) => ({ id: point.id, ...shown(point, withPayload, withVector) })),
      next_page_offset: rest[limit]?.id ?? null,
    };
  }

  /** Everything that a look at Qdrant's disk would show. */
  dump(): string {
    return [...this.#points.values()]
      .map(({ id, vector, payload }) => JSON.stringify({ id, vector: [...vector], payload }))
      .join('\n');
  }

  #nextOperation(): number {
    this.#operations += 1;
    return this.#operations;
  }

  #check({ length }: Float32Array): void {
    if (length !== this.config.size)
      throw new Refusal(400, `Wrong input: Vector dimension error: expected dim: ${this.config.size}, got ${length}`);
  }
}

function shown({ payload, vector }: StoredPoint, withPayload: PayloadSelector, withVector: boolean): object {
  return {
    ...(withPayload !== false && { payload: selected(payload, withPayload) }),
    ...(withVector && { vector: [...vector] }),
  };
}

function selected(payload: Payload, selector: PayloadSelector): Payload {
  if (typeof selector === 'boolean') return payload;
  return Object.fromEntries(Object.entries(payload).filter(([key]) => selector.includes(key)));
}

/** Numbers come before UUIDs. */
function inOrder(a: PointId, b: PointId): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  return typeof a === 'number' ? -1 : 1;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return Math.fround(sum);
}

function normalized(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  return length === 0 ? vector : vector.map((value) => value / length);
}
