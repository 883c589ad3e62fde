import type { DocumentId, UserId } from '@hearthlore/kernel';
import { CollectionMissingError, PointNames } from '@hearthlore/qdrant';
import type { MemberVault } from '@hearthlore/vault';
import { Logger } from '@nestjs/common';
import { Turns } from '../index/turns.js';
import { VectorPackReading } from '../packs/vector-pack-reading.js';
import { type DocumentPoints, PointLedger } from '../ports/point-ledger.port.js';
import { newEdition } from './edition.js';
import { type OpenCollection, PointCollections } from './point-collections.js';
import { DocumentVectors } from './points-of-document.js';
import { isStoreTrouble } from './store-trouble.js';

/** Points that are protected before others have their turn: some 30 ms of a core. */
const POINTS_AT_ONCE = 128;

/** Sends the points of one document, and removes them. One document is changed by one at a time. */
export class PointSending {
  readonly #logger = new Logger(PointSending.name);
  readonly #turns = new Turns<DocumentId>();

  constructor(
    private readonly packs: VectorPackReading,
    private readonly ledger: PointLedger,
    private readonly collections: PointCollections,
    private readonly names: PointNames,
  ) {}

  /** Runs what changes a document's vectors or points when nobody else does. */
  turn<T>(documentId: DocumentId, work: () => Promise<T>): Promise<T> {
    return this.#turns.take(documentId, work);
  }

  /** Has the document wait, under a new edition. To be called in its turn, before anything of it is written. */
  async expect(
    vault: MemberVault,
    documentId: DocumentId,
    { vectors }: OpenCollection,
    { points, isComplete }: { readonly points: number; readonly isComplete: boolean },
  ): Promise<Uint8Array> {
    const edition = newEdition();
    const { generation } = vectors;
    await this.ledger.expect(vault.ownerId, documentId, { generation, edition, points, isComplete });
    return edition;
  }

  /**
   * Sends all points of the document over those that are there, and removes those beyond. To be called in its turn.
   *
   * @returns Whether everything of it is in the store now.
   * @throws {RecordsTamperedError | PackDamagedError} @throws what `isStoreTrouble` knows: the document goes on waiting.
   */
  async send(
    vault: MemberVault,
    documentId: DocumentId,
    open: OpenCollection,
    modelId: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { ownerId } = vault;
    const row = await this.ledger.find(ownerId, documentId);
    if (row === undefined) return false;
    const packs = await this.packs.readOne(vault, documentId);
    const { vectors, collection, dimensions } = open;
    const document = new DocumentVectors(
      packs.filter((pack) => pack.modelId === modelId && pack.dimensions === dimensions),
    );
    const { count: points, isComplete } = document;
    const isExpected = row.generation === vectors.generation && row.points >= points;
    const edition = isExpected ? row.edition : await this.expect(vault, documentId, open, { points, isComplete });
    const place = { owner: ownerId, document: documentId, edition };
    try {
      for (const batch of document.points(place, this.names, vectors, POINTS_AT_ONCE)) {
        signal.throwIfAborted();
        await collection.upsert(batch, signal);
      }
      await this.collections.removePoints(ownerId, documentId, { from: points, to: row.points });
      return await this.ledger.markStored(ownerId, documentId, { edition, points, isComplete });
    } catch (error) {
      if (error instanceof CollectionMissingError) await this.collections.lost(ownerId, open);
      throw error;
    } finally {
      // Deleted while it was sent, by who had its points removed then: what was sent since is still to be.
      if ((await this.ledger.find(ownerId, documentId)) === undefined)
        await this.expect(vault, documentId, open, { points, isComplete });
    }
  }

  /**
   * Removes the points of a document. What the store does not take now waits for the worker.
   *
   * @returns The row as it was, where its points are gone now.
   */
  async #removePoints(ownerId: UserId, documentId: DocumentId): Promise<DocumentPoints | undefined> {
    const row = await this.ledger.find(ownerId, documentId);
    if (row === undefined) return undefined;
    // They are not believed any more, whatever becomes of them.
    await this.ledger.markWaiting(ownerId, [documentId]);
    try {
      await this.collections.removePoints(ownerId, documentId, { from: 0, to: row.points });
      return row;
    } catch (error) {
      if (!isStoreTrouble(error)) throw error;
      this.#logger.warn('points of a document are removed later', { documentId, code: error.code });
      return undefined;
    }
  }

  /** For a document that was deleted, or is about to be read anew. */
  forget(ownerId: UserId, documentId: DocumentId): Promise<void> {
    return this.turn(documentId, async () => {
      const removed = await this.#removePoints(ownerId, documentId);
      if (removed !== undefined) await this.ledger.noteRemoved(ownerId, documentId, removed.edition);
    });
  }

  /** For a document that is not to be searched any more. @returns Whether nothing of it is left. */
  clear(ownerId: UserId, documentId: DocumentId): Promise<boolean> {
    return this.turn(documentId, async () => {
      const removed = await this.#removePoints(ownerId, documentId);
      if (removed !== undefined) await this.ledger.remove(ownerId, documentId, removed.edition);
      return removed !== undefined;
    });
  }
}
