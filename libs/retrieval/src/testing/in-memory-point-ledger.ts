import type { DocumentId, UserId } from '@hearthlore/kernel';
import { newEdition } from '../points/edition.js';
import {
  type DocumentPoints,
  type PointCollection,
  PointLedger,
  type PointSurvey,
} from '../ports/point-ledger.port.js';

/** Rows in maps. */
export class InMemoryPointLedger extends PointLedger {
  readonly #rows = new Map<UserId, Map<DocumentId, DocumentPoints>>();
  readonly #collections = new Map<UserId, PointCollection>();
  /** How often each member's points were compared with the store. */
  readonly sweeps = new Map<UserId, number>();

  /** @param exists Whether a document is there. */
  constructor(private readonly exists: (documentId: DocumentId) => boolean = () => true) {
    super();
  }

  override async find(ownerId: UserId, documentId: DocumentId): Promise<DocumentPoints | undefined> {
    return this.#rowsOf(ownerId).get(documentId);
  }

  override async list(ownerId: UserId): Promise<DocumentPoints[]> {
    return [...this.#rowsOf(ownerId).values()];
  }

  override async survey(ownerId: UserId, generation: string): Promise<PointSurvey> {
    const rows = (await this.list(ownerId)).filter(({ documentId }) => this.exists(documentId));
    const isThere = (row: DocumentPoints): boolean => row.isStored && row.generation === generation;
    const stored = rows.filter(isThere);
    return {
      collection: this.#collections.get(ownerId),
      stored: { documents: stored.length, points: stored.reduce((sum, { points }) => sum + points, 0) },
      waiting: rows.filter((row) => !isThere(row)).map(({ documentId, points }) => ({ documentId, points })),
    };
  }

  override async stored(
    ownerId: UserId,
    documentIds: readonly DocumentId[],
    generation: string,
  ): Promise<ReadonlyMap<DocumentId, DocumentPoints>> {
    const rows = await this.list(ownerId);
    return new Map(
      rows
        .filter((row) => documentIds.includes(row.documentId) && row.isStored && row.generation === generation)
        .filter(({ documentId }) => this.exists(documentId))
        .map((row) => [row.documentId, row]),
    );
  }

  override async expect(
    ownerId: UserId,
    documentId: DocumentId,
    expected: Pick<DocumentPoints, 'generation' | 'edition' | 'points' | 'isComplete'>,
  ): Promise<void> {
    const before = this.#rowsOf(ownerId).get(documentId)?.points ?? 0;
    const points = Math.max(before, expected.points);
    this.#rowsOf(ownerId).set(documentId, { ...expected, documentId, points, isStored: false });
  }

  override async markStored(
    ownerId: UserId,
    documentId: DocumentId,
    stored: Pick<DocumentPoints, 'edition' | 'points' | 'isComplete'>,
  ): Promise<boolean> {
    const row = this.#rowsOf(ownerId).get(documentId);
    if (row === undefined || !isSame(row.edition, stored.edition)) return false;
    this.#rowsOf(ownerId).set(documentId, { ...row, ...stored, isStored: true });
    return true;
  }

  override async markWaiting(ownerId: UserId, documentIds?: readonly DocumentId[]): Promise<void> {
    for (const row of await this.list(ownerId))
      if (documentIds === undefined || documentIds.includes(row.documentId))
        this.#rowsOf(ownerId).set(row.documentId, { ...row, isStored: false });
  }

  override async enrol(ownerId: UserId, documentIds: readonly DocumentId[], generation: string): Promise<void> {
    const rows = this.#rowsOf(ownerId);
    for (const documentId of documentIds)
      if (!rows.has(documentId)) {
        const edition = newEdition();
        rows.set(documentId, { documentId, generation, edition, points: 0, isStored: false, isComplete: false });
      }
  }

  override async noteRemoved(ownerId: UserId, documentId: DocumentId, edition: Uint8Array): Promise<void> {
    const row = this.#rowsOf(ownerId).get(documentId);
    if (row === undefined || !isSame(row.edition, edition)) return;
    if (this.exists(documentId)) this.#rowsOf(ownerId).set(documentId, { ...row, points: 0, isStored: false });
    else this.#rowsOf(ownerId).delete(documentId);
  }

  override async remove(ownerId: UserId, documentId: DocumentId, edition: Uint8Array): Promise<void> {
    const row = this.#rowsOf(ownerId).get(documentId);
    if (row !== undefined && isSame(row.edition, edition)) this.#rowsOf(ownerId).delete(documentId);
  }

  override async findCollection(ownerId: UserId): Promise<PointCollection | undefined> {
    return this.#collections.get(ownerId);
  }

  override async saveCollection(ownerId: UserId, collection: PointCollection): Promise<void> {
    this.#collections.set(ownerId, collection);
  }

  override async noteSweep(ownerId: UserId): Promise<void> {
    this.sweeps.set(ownerId, (this.sweeps.get(ownerId) ?? 0) + 1);
  }

  /** Loses everything, as a backup that is played back does. */
  clear(): void {
    this.#rows.clear();
    this.#collections.clear();
  }

  #rowsOf(ownerId: UserId): Map<DocumentId, DocumentPoints> {
    const rows = this.#rows.get(ownerId) ?? new Map<DocumentId, DocumentPoints>();
    this.#rows.set(ownerId, rows);
    return rows;
  }
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
