import type { DocumentId, PassageId, UserId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import type { Scored } from '../fusion/scored.js';

/** A vector and what it stands for: a whole passage, or a window of it. */
export interface PassageVector {
  readonly passage: number;
  /** Number of the window in its passage; `null` for the whole passage. */
  readonly window: number | null;
  /** Where the window is in the passage's text, UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Unit length. */
  readonly vector: Float32Array;
}

export interface VectorBatch {
  readonly modelId: string;
  readonly dimensions: number;
  readonly vectors: readonly PassageVector[];
  /** Whether the document has all of its vectors now, windows included. */
  readonly isComplete: boolean;
}

/** Which vectors of a document are there, of one model. */
export interface VectorCoverage {
  /** Passages with a vector of their own. */
  readonly passages: ReadonlySet<number>;
  /** Passages with vectors of their windows. */
  readonly windows: ReadonlySet<number>;
  readonly isComplete: boolean;
}

export interface VectorQuery {
  readonly modelId: string;
  /** Unit length. */
  readonly vector: Float32Array;
  readonly limit: number;
  /** Only passages of these; all of the member's when left out. */
  readonly documentIds?: readonly DocumentId[];
}

export interface VectorAnswer {
  readonly found: readonly Scored<PassageId>[];
  /** Whether the store did not answer and the sealed packs were searched in its place: slower, and just as right. */
  readonly isFallback: boolean;
}

/**
 * Finds passages by meaning. What a member stores is found with that member's vault alone, and whatever holds the vectors
 * for longer than memory holds them sealed.
 */
export abstract class VectorStore {
  /**
   * Keeps vectors of a document and makes them findable. A batch of another model than the document's earlier ones
   * replaces them; a vector of a passage, or windows of one, that are there already stay as they are, so the windows of
   * one passage belong into one batch. Batches of one document are taken one after the other.
   */
  abstract add(vault: MemberVault, documentId: DocumentId, batch: VectorBatch): Promise<void>;

  /** @returns Those of the documents that lack vectors of this model; one that is gone counts as lacking none. */
  abstract incomplete(vault: MemberVault, documentIds: readonly DocumentId[], modelId: string): Promise<DocumentId[]>;

  abstract coverage(vault: MemberVault, documentId: DocumentId, modelId: string): Promise<VectorCoverage>;

  /**
   * Finds the best passages, best first, by ½ cosine of the passage + ½ that of its best window; by the passage alone
   * where it has no windows. Equal questions get equal answers.
   */
  abstract search(vault: MemberVault, query: VectorQuery): Promise<VectorAnswer>;

  /** Never finds the document again, from now on. The stored packs go with the document's record set. */
  abstract forget(ownerId: UserId, documentId: DocumentId): Promise<void>;
}
