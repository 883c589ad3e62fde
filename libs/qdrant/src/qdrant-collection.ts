import {
  collectionAnswer,
  countAnswer,
  doneAnswer,
  pointsAnswer,
  queryAnswer,
  scrollAnswer,
  updateAnswer,
} from './answers.js';
import type { Call } from './calls.js';
import { collectionSettings, DISTANCE } from './collection-settings.js';
import { batchesOf, type Point, toValues, type WirePoint } from './point-batches.js';
import { RefusalReason, VectorStoreRefusedError, VectorStoreUnavailableError } from './qdrant.errors.js';
import type { CollectionLayout } from './qdrant-options.js';

/** Requests of one upsert that are under way at once. */
const IN_FLIGHT = 2;
/** Ids of one request. */
const MOST_IDS = 1_000;
/** Pages of a list of ids: no collection of ours has two million points. A list that goes on is made up. */
const MOST_PAGES = 2_000;
/** Records of one request: a payload may be some ten kilobytes. */
const MOST_RECORDS = 256;
/** Of the search in the graph; it has to look at as many as it shall find. */
const LEAST_EF = 128;
const PAYLOAD = ['c'];

export interface FoundPoint {
  readonly id: string;
  /** Cosine of the protected vectors: good enough to choose candidates, and never shown. */
  readonly score: number;
  /** Empty where there is none. */
  readonly payload: Uint8Array;
}

/** The points of one member in one generation. Each method may be called again when it failed. */
export class QdrantCollection {
  readonly name: string;
  readonly #layout: CollectionLayout;
  readonly #make: <T>(call: Call<T>) => Promise<T>;

  constructor(name: string, layout: CollectionLayout, make: <T>(call: Call<T>) => Promise<T>) {
    this.name = name;
    this.#layout = layout;
    this.#make = make;
  }

  /**
   * Makes the collection unless it is there.
   *
   * @throws {VectorStoreRefusedError} if it is there for vectors of another length.
   */
  async ensure(dimensions: number, signal?: AbortSignal): Promise<void> {
    try {
      await this.#create(dimensions, signal);
      return;
    } catch (error) {
      if (!(error instanceof VectorStoreRefusedError && error.details.reason === RefusalReason.exists)) throw error;
    }
    const { result } = await this.#make({
      access: 'manage',
      isQuick: true,
      send: (api, request) => api.getCollection({ collection_name: this.name }, request),
      answer: collectionAnswer,
      signal,
    });
    const { size, distance } = result.config.params.vectors;
    if (size !== dimensions || distance !== DISTANCE) throw new VectorStoreRefusedError(RefusalReason.dimensions);
  }

  /** @returns Whether there was something to drop. */
  async drop(signal?: AbortSignal): Promise<boolean> {
    const { result } = await this.#make({
      access: 'manage',
      send: (api, request) => api.deleteCollection({ collection_name: this.name }, request),
      answer: doneAnswer,
      signal,
    });
    return result;
  }

  /**
   * Writes points over what had their ids. When it returns, all of them are on Qdrant's disk; when it throws, some may be.
   *
   * @throws {CollectionMissingError}
   */
  async upsert(points: readonly Point[], signal?: AbortSignal): Promise<void> {
    const batches = batchesOf(points);
    const send = async (): Promise<void> => {
      // One generator for all senders; leaving the loop by an error ends it for the others too.
      for (const batch of batches) await this.#put(batch, signal);
    };
    const ends = await Promise.allSettled(Array.from({ length: IN_FLIGHT }, send));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  /** Ids that are not there do no harm. @throws {CollectionMissingError} */
  async remove(ids: readonly string[], signal?: AbortSignal): Promise<void> {
    for (const points of groupsOf(ids, MOST_IDS))
      await this.#make({
        access: this.#access('prw'),
        send: (api, request) => api.deletePoints({ collection_name: this.name, wait: true, points }, request),
        answer: updateAnswer,
        signal,
      });
  }

  /**
   * @param vector Rotated, as long as those in the collection.
   * @param limit At least 1.
   * @returns At most `limit` points, nearest first. @throws {CollectionMissingError}
   */
  async query(vector: Float32Array, limit: number, signal?: AbortSignal): Promise<FoundPoint[]> {
    const values = toValues(vector);
    const isQuantized = this.#layout.quantization !== 'none';
    const { result } = await this.#make({
      access: this.#access('r'),
      send: (api, request) =>
        api.queryPoints(
          {
            collection_name: this.name,
            query: values,
            limit,
            params: { hnsw_ef: Math.max(LEAST_EF, limit), ...(isQuantized && { quantization: { rescore: true } }) },
            with_payload: PAYLOAD,
            with_vector: false,
          },
          request,
        ),
      answer: queryAnswer,
      signal,
    });
    return result.points.slice(0, limit);
  }

  /** @returns Those of the points that are there, in no order. @throws {CollectionMissingError} */
  async retrieve(ids: readonly string[], signal?: AbortSignal): Promise<Pick<FoundPoint, 'id' | 'payload'>[]> {
    const wanted = new Set(ids);
    const found: Pick<FoundPoint, 'id' | 'payload'>[] = [];
    for (const group of groupsOf([...wanted], MOST_RECORDS)) {
      const { result } = await this.#make({
        access: this.#access('r'),
        send: (api, request) =>
          api.getPoints({ collection_name: this.name, ids: group, with_payload: PAYLOAD, with_vector: false }, request),
        answer: pointsAnswer,
        signal,
      });
      // Each at most once, and only what was asked for.
      found.push(...result.filter(({ id }) => wanted.delete(id)));
    }
    return found;
  }

  /** @throws {CollectionMissingError} */
  async count(signal?: AbortSignal): Promise<number> {
    const { result } = await this.#make({
      access: this.#access('r'),
      send: (api, request) => api.countPoints({ collection_name: this.name, exact: true }, request),
      answer: countAnswer,
      signal,
    });
    return result.count;
  }

  /** The ids of all points, some at a time. @throws {CollectionMissingError} */
  async *ids(signal?: AbortSignal): AsyncGenerator<string[]> {
    let offset: string | number | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const { result } = await this.#page(offset, signal);
      const ids = result.points.map(({ id }) => id);
      if (ids.length > 0) yield ids;
      const next = result.next_page_offset ?? undefined;
      if (next === undefined) return;
      // A page that leads to itself would have no end.
      if (next === offset) break;
      offset = next;
    }
    throw new VectorStoreUnavailableError();
  }

  #page(offset: string | number | undefined, signal?: AbortSignal) {
    return this.#make({
      access: this.#access('r'),
      send: (api, request) =>
        api.scrollPoints(
          {
            collection_name: this.name,
            limit: MOST_IDS,
            ...(offset !== undefined && { offset }),
            with_payload: false,
            with_vector: false,
          },
          request,
        ),
      answer: scrollAnswer,
      signal,
    });
  }

  async #put(points: WirePoint[], signal?: AbortSignal): Promise<void> {
    await this.#make({
      access: this.#access('prw'),
      send: (api, request) => api.upsertPoints({ collection_name: this.name, wait: true, points }, request),
      answer: updateAnswer,
      signal,
    });
  }

  async #create(dimensions: number, signal?: AbortSignal): Promise<void> {
    await this.#make({
      access: 'manage',
      send: (api, request) =>
        api.createCollection({ collection_name: this.name, ...collectionSettings(dimensions, this.#layout) }, request),
      answer: doneAnswer,
      signal,
    });
  }

  #access(access: 'r' | 'prw') {
    return { collection: this.name, access };
  }
}

function* groupsOf<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
