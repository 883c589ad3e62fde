import type { AppError } from '@hearthlore/kernel';
import {
  CollectionMissingError,
  VectorStoreRefusedError,
  VectorStoreUnavailableError,
  VectorStoreVersionError,
} from '@hearthlore/qdrant';

/** Whether the vector store is at fault: what is asked is then answered from the sealed packs, and what is sent waits. */
export function isStoreTrouble(error: unknown): error is AppError {
  return (
    error instanceof VectorStoreUnavailableError ||
    error instanceof CollectionMissingError ||
    error instanceof VectorStoreRefusedError ||
    error instanceof VectorStoreVersionError
  );
}
