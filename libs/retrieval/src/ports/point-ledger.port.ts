import type { DocumentId, UserId } from '@hearthlore/kernel';

/** What is known here of a document's points in the vector store. */
export interface DocumentPoints {
  readonly documentId: DocumentId;
  /** Of the collection they are in, or are to be sent to. */
  readonly generation: string;
  /** 8 random bytes, new whenever the vectors change. Every home of the document carries them. */
  readonly edition: Uint8Array;
  /** There may be as many in the store, and not more. */
  readonly points: number;
  /** Whether all that the sealed packs hold is in the store. Until then the document waits. */
  readonly isStored: boolean;
  /** Whether the sealed packs hold all vectors of the document. */
  readonly isComplete: boolean;
}

/** A member's collection. */
export interface PointCollection {
  readonly generation: string;
  /** Tells whether the rotation is still the one that the points were made with. */
  readonly probe: Uint8Array;
}

/** What a question has to know before it is put to the vector store: of documents that are there. */
export interface PointSurvey {
  readonly collection: PointCollection | undefined;
  /** Documents and points that are in the store, of the generation asked for. */
  readonly stored: { readonly documents: number; readonly points: number };
  /** Documents that are not, or only in part, or of another generation. */
  readonly waiting: readonly Pick<DocumentPoints, 'documentId' | 'points'>[];
}

/**
 * [Note: Point ledger] What lies in the vector store and what is to be sent there. A row is written first, then the sealed
 * pack, then the points, and then the row says that they are stored; whoever is killed in between leaves a row that waits,
 * and the next run sends the document once more. A waiting document is searched in its packs. The other way round, an
 * answer of the store counts only where the row says `stored` and names the same edition: points of a deleted document, of
 * a text that was replaced or of a backup that was played back are never believed, whatever the store still holds.
 */
export abstract class PointLedger {
  abstract find(ownerId: UserId, documentId: DocumentId): Promise<DocumentPoints | undefined>;

  /** @returns The rows of all of the member's documents, also of some that are gone. */
  abstract list(ownerId: UserId): Promise<DocumentPoints[]>;

  abstract survey(ownerId: UserId, generation: string): Promise<PointSurvey>;

  /** @returns Those of the documents that exist and are in the store, of this generation. */
  abstract stored(
    ownerId: UserId,
    documentIds: readonly DocumentId[],
    generation: string,
  ): Promise<ReadonlyMap<DocumentId, DocumentPoints>>;

  /**
   * Says that a document's vectors are about to change, or that it is about to be sent to another generation: it waits
   * from now on. `points` never falls, because those of before are still to be removed.
   */
  abstract expect(
    ownerId: UserId,
    documentId: DocumentId,
    expected: Pick<DocumentPoints, 'generation' | 'edition' | 'points' | 'isComplete'>,
  ): Promise<void>;

  /** @returns Whether the document still had this edition; otherwise it changed meanwhile and goes on waiting. */
  abstract markStored(
    ownerId: UserId,
    documentId: DocumentId,
    stored: Pick<DocumentPoints, 'edition' | 'points' | 'isComplete'>,
  ): Promise<boolean>;

  /** Has documents sent once more. @param documentIds All of the member's when left out. */
  abstract markWaiting(ownerId: UserId, documentIds?: readonly DocumentId[]): Promise<void>;

  /** Makes rows that wait for documents that have none. */
  abstract enrol(ownerId: UserId, documentIds: readonly DocumentId[], generation: string): Promise<void>;

  /**
   * Says that none of a document's points is in the store: the row goes with the document, and one that is still there
   * waits. Does nothing to a row of another edition.
   */
  abstract noteRemoved(ownerId: UserId, documentId: DocumentId, edition: Uint8Array): Promise<void>;

  /** Removes the row of a document that is not to be searched any more. */
  abstract remove(ownerId: UserId, documentId: DocumentId, edition: Uint8Array): Promise<void>;

  abstract findCollection(ownerId: UserId): Promise<PointCollection | undefined>;

  /** Replaces the one that was there. */
  abstract saveCollection(ownerId: UserId, collection: PointCollection): Promise<void>;

  /** Says that the store and the ledger were compared just now. */
  abstract noteSweep(ownerId: UserId): Promise<void>;
}
