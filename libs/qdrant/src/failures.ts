import { AppError } from '@hearthlore/kernel';
import { z } from 'zod';
import {
  CollectionMissingError,
  RefusalReason,
  VectorStoreRefusedError,
  VectorStoreUnavailableError,
} from './qdrant.errors.js';

/** What the REST client throws for an answer that is no success. */
const answerSchema = z.object({ status: z.number().int(), data: z.unknown() });
const wordsSchema = z.object({ status: z.object({ error: z.string() }) });

const MISSING = /^Not found: Collection /;
/** Words of Qdrant 1.18.3, which all mean that the call itself is wrong. */
const REASONS: readonly (readonly [RefusalReason, RegExp])[] = [
  [RefusalReason.dimensions, /Vector dimension error/],
  [RefusalReason.format, /^(Format error|Validation error|Bad request|Wrong input)/],
];
const TOO_BUSY = new Set([408, 425, 429]);

/**
 * What a failed call means to callers. Of a refusal nothing that Qdrant said is kept: it may repeat what it was sent.
 */
export function toVectorStoreError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const answer = answerSchema.safeParse(thrown);
  if (!answer.success) return new VectorStoreUnavailableError({ cause: thrown });
  const { status, data } = answer.data;
  const words = wordsSchema.safeParse(data).data?.status.error ?? '';
  // Somebody else's 404 is no word about a collection: a proxy gives one while nobody is behind it.
  if (status === 404) return MISSING.test(words) ? new CollectionMissingError() : new VectorStoreUnavailableError();
  if (status < 400 || status >= 500 || TOO_BUSY.has(status)) return new VectorStoreUnavailableError();
  return new VectorStoreRefusedError(reasonOf(status, words));
}

function reasonOf(status: number, words: string): RefusalReason {
  if (status === 401) return RefusalReason.credentials;
  if (status === 403) return RefusalReason.permission;
  if (status === 409) return RefusalReason.exists;
  return REASONS.find(([, pattern]) => pattern.test(words))?.[0] ?? RefusalReason.other;
}
