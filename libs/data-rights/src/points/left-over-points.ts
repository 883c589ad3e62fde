import type { UserId } from '@hearthlore/kernel';
import { type PointNames, type QdrantCollection, unlessMissing } from '@hearthlore/qdrant';
import type { DrizzlePointRows, GonePoints } from '../adapters/drizzle-point-rows.js';

/** Documents looked at together. */
const BATCH = 200;

/** Counts alone: it lies in a queue. */
export interface SweptPoints {
  /** Documents that are gone and whose points are, too. */
  readonly documents: number;
  /** Collections that belonged to nobody. */
  readonly collections: number;
}

/** What is used of Qdrant. */
export interface PointServer {
  list(prefix: string): Promise<string[]>;
  collection(name: string): Pick<QdrantCollection, 'count' | 'drop' | 'remove'>;
}

/**
 * Removes from the vector store what belongs to nobody any more: points of documents that are gone, and collections of
 * members that are, or that were there before a restore. It needs no key of a member, because names and ids follow from
 * the tenant key. Killed anywhere, the next run goes on: a row goes after its points.
 */
export class LeftOverPoints {
  constructor(
    private readonly rows: DrizzlePointRows,
    private readonly server: PointServer,
    private readonly names: PointNames,
  ) {}

  /** @throws {VectorStoreUnavailableError} The next run goes on. */
  async sweep(signal: AbortSignal): Promise<SweptPoints> {
    // Listed before the rows are read, so that few are met whose row is about to be written; such a one is made again.
    const collections = await this.server.list(this.names.installationPrefix);
    const wanted = new Set((await this.rows.owners()).map((ownerId) => this.names.memberPrefix(ownerId)));
    const left = collections.filter((name) => !wanted.has(prefixOf(name)));
    for (const name of left) {
      signal.throwIfAborted();
      await this.server.collection(name).drop();
    }
    return { documents: await this.#removeGone(signal), collections: left.length };
  }

  /** How many points of the member there are now. */
  async countOf(ownerId: UserId): Promise<number> {
    let points = 0;
    for (const name of await this.server.list(this.names.memberPrefix(ownerId)))
      points += (await unlessMissing(() => this.server.collection(name).count())) ?? 0;
    return points;
  }

  async dropOf(ownerId: UserId): Promise<void> {
    for (const name of await this.server.list(this.names.memberPrefix(ownerId)))
      await this.server.collection(name).drop();
  }

  /**
   * Gives up every collection, so that each is made anew, as the settings say, while its owner is signed in.
   *
   * @returns Documents whose points have to be sent again.
   */
  async beginAnew(): Promise<number> {
    const documents = await this.rows.resetAll();
    await this.dropAll();
    return documents;
  }

  /** @returns How many there were. */
  async dropAll(): Promise<number> {
    const names = await this.server.list(this.names.installationPrefix);
    for (const name of names) await this.server.collection(name).drop();
    return names.length;
  }

  async #removeGone(signal: AbortSignal): Promise<number> {
    let documents = 0;
    for (let batch = await this.rows.listGone(BATCH); batch.length > 0; ) {
      // Listed after the rows are read: one that was made meanwhile may have points of what was deleted since.
      const collections = Map.groupBy(await this.server.list(this.names.installationPrefix), prefixOf);
      for (const gone of batch) {
        signal.throwIfAborted();
        // A member has several collections while keys are being rotated.
        for (const name of collections.get(this.names.memberPrefix(gone.ownerId)) ?? []) await this.#remove(name, gone);
        await this.rows.forget(gone);
        documents += 1;
      }
      batch = await this.rows.listGone(BATCH, batch.at(-1));
    }
    return documents;
  }

  async #remove(name: string, { documentId, points }: GonePoints): Promise<void> {
    const ids = Array.from({ length: points }, (_, ordinal) => this.names.pointId(documentId, ordinal));
    await unlessMissing(() => this.server.collection(name).remove(ids));
  }
}

/** @returns What the names of all collections of its owner begin with. */
function prefixOf(name: string): string {
  return name.slice(0, name.lastIndexOf('_') + 1);
}
