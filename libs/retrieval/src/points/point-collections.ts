import type { DocumentId, UserId } from '@hearthlore/kernel';
import { PointNames, type QdrantCollection, QdrantServer, unlessMissing } from '@hearthlore/qdrant';
import { type MemberVault, type ProtectedVectors, VectorProtection } from '@hearthlore/vault';
import { Turns } from '../index/turns.js';
import { DocumentReader } from '../ports/document-reader.port.js';
import { type PointCollection, PointLedger } from '../ports/point-ledger.port.js';

/** A member's collection of one generation, with the keys to it. */
export interface OpenCollection {
  readonly vectors: ProtectedVectors;
  readonly collection: QdrantCollection;
  readonly dimensions: number;
}

/** Sees to it that a member has one collection, made by the vector key, the model and the rotation of now. */
export class PointCollections {
  readonly #turns = new Turns<UserId>();
  /** Their probe came out as it was kept. */
  readonly #proven = new WeakSet<ProtectedVectors>();
  /** Their collection was there. */
  readonly #established = new WeakSet<ProtectedVectors>();

  constructor(
    private readonly protection: VectorProtection,
    private readonly server: QdrantServer,
    private readonly names: PointNames,
    private readonly ledger: PointLedger,
    private readonly documents: DocumentReader,
  ) {}

  /** @throws {VaultLockedError} */
  async open(vault: MemberVault, modelId: string, dimensions: number): Promise<OpenCollection> {
    const vectors = await this.protection.open(vault, modelId, dimensions);
    const collection = this.server.collection(this.names.collection(vault.ownerId, vectors.generation));
    return { vectors, collection, dimensions };
  }

  /** Whether the points of this collection can be compared with what is protected now. */
  isCurrent({ vectors }: OpenCollection, kept: PointCollection | undefined): boolean {
    if (kept?.generation !== vectors.generation) return false;
    if (!this.#proven.has(vectors)) {
      if (!vectors.isProbe(kept.probe)) return false;
      this.#proven.add(vectors);
    }
    return true;
  }

  /**
   * Makes the collection if it is of another key, model or machine, or of the time before a backup was played back. All
   * documents then wait to be sent, and so they do where the store has less than it was given: somebody put back an older
   * disk of it. Killed anywhere, doing it again ends right: it is kept as there when it is.
   */
  establish(vault: MemberVault, open: OpenCollection): Promise<void> {
    const { ownerId, signal } = vault;
    const { vectors, collection, dimensions } = open;
    return this.#turns.take(ownerId, async () => {
      if (this.#established.has(vectors)) return;
      const isCurrent = this.isCurrent(open, await this.ledger.findCollection(ownerId));
      if (!isCurrent || !(await this.#hasAll(ownerId, open, signal))) {
        await this.ledger.markWaiting(ownerId);
        if (!isCurrent) await collection.drop(signal);
        await collection.ensure(dimensions, signal);
      }
      if (!isCurrent) {
        await this.ledger.enrol(ownerId, await this.documents.list(vault), vectors.generation);
        await this.ledger.saveCollection(ownerId, { generation: vectors.generation, probe: vectors.makeProbe() });
      }
      this.#established.add(vectors);
    });
  }

  /** Takes note that the collection is not there though it was: everything has to be sent again. */
  async lost(ownerId: UserId, { vectors }: OpenCollection): Promise<void> {
    this.#established.delete(vectors);
    await this.ledger.markWaiting(ownerId);
  }

  /** Removes the member's points of other generations. @returns How many collections there were. */
  async dropOthers(ownerId: UserId, { collection }: OpenCollection, signal: AbortSignal): Promise<number> {
    const names = await this.server.list(this.names.memberPrefix(ownerId), signal);
    const others = names.filter((name) => name !== collection.name);
    for (const name of others) await this.server.collection(name).drop(signal);
    return others.length;
  }

  /**
   * Removes points of a document from every collection of its owner, since another one may outlive them: needs no key.
   *
   * @param ordinals From the first, up to the last and without it.
   */
  async removePoints(
    ownerId: UserId,
    documentId: DocumentId,
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<void> {
    if (from >= to) return;
    const ids = Array.from({ length: to - from }, (_, i) => this.names.pointId(documentId, from + i));
    for (const name of await this.server.list(this.names.memberPrefix(ownerId)))
      await unlessMissing(() => this.server.collection(name).remove(ids));
  }

  /** Whether the collection is there, with as many points at least as are said to be stored. */
  async #hasAll(ownerId: UserId, { vectors, collection }: OpenCollection, signal: AbortSignal): Promise<boolean> {
    const { stored } = await this.ledger.survey(ownerId, vectors.generation);
    const there = await unlessMissing(() => collection.count(signal));
    return there !== undefined && there >= stored.points;
  }
}
