import { AppError } from '@hearthlore/kernel';

/**
 * Qdrant cannot be reached, is too slow, is overloaded, or answers what is no answer of Qdrant's.
 * Callers search the sealed packs instead and send later what waits.
 */
export class VectorStoreUnavailableError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'vector-store.unavailable';
  override readonly retryAfterSeconds = 5;

  constructor(options?: ErrorOptions) {
    super('The vector store does not answer', options);
  }
}

/** Qdrant has no such collection: never made, dropped, or lost with its disk. What was in it must be sent again. */
export class CollectionMissingError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'vector-store.collection-missing';

  constructor() {
    super('The vector store does not have the collection');
  }
}

/** What of a call Qdrant refused. Its own words may repeat the call, so they are not kept. */
export const RefusalReason = {
  credentials: 'credentials',
  permission: 'permission',
  /** There is one of that name. */
  exists: 'exists',
  dimensions: 'dimensions',
  format: 'format',
  other: 'other',
} as const;
export type RefusalReason = (typeof RefusalReason)[keyof typeof RefusalReason];

/** Qdrant answers, and says no. The same call would be refused again: a key, a setting or the product is wrong. */
export class VectorStoreRefusedError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'vector-store.refused';
  override readonly details: { readonly reason: RefusalReason };

  constructor(reason: RefusalReason) {
    super('The vector store refuses the call');
    this.details = { reason };
  }
}

/** Another version of Qdrant than the product knows to be safe, or no Qdrant at all. */
export class VectorStoreVersionError extends AppError {
  readonly kind = 'unsupported';
  readonly code = 'vector-store.version';
  override readonly details: { readonly version: string };

  constructor(version: string) {
    super('The vector store has a version that is not supported');
    this.details = { version };
  }
}

/** The settings would send the API key over a network in the clear, or name no server. */
export class VectorStoreSettingsError extends AppError {
  readonly kind = 'invalid';
  readonly code = 'vector-store.settings';
}
