import { CollectionMissingError } from './qdrant.errors.js';

/** @returns `undefined` where the collection is not there: somebody dropped it meanwhile, and its points with it. */
export async function unlessMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CollectionMissingError) return undefined;
    throw error;
  }
}
