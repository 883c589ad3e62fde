import { UnknownModelError } from '../embedding.errors.js';
import { ALL_MINILM_L6_V2 } from './all-minilm-l6-v2.js';
import type { EmbeddingModelEntry } from './model-entry.js';

export const DEFAULT_EMBEDDING_MODEL = ALL_MINILM_L6_V2.id;

export const EMBEDDING_MODELS: readonly EmbeddingModelEntry[] = [ALL_MINILM_L6_V2];

/** @throws {UnknownModelError} */
export function getModelEntry(id: string): EmbeddingModelEntry {
  const entry = EMBEDDING_MODELS.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new UnknownModelError(id);
  return entry;
}
