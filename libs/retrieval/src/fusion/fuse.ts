import { lexicalMinMax } from '../lexical/lexical-search.js';
import { minMax, mix } from './min-max.js';
import type { Scored } from './scored.js';

/**
 * Mixes the channels' best, each stretched to 0…1. Reciprocal rank fusion would give a weak channel a full vote: it fell
 * below BM25 alone on two of five sets.
 * @param denseWeight Share of the dense channel, 0…1.
 */
export function fuse<K>(dense: readonly Scored<K>[], lexical: readonly Scored<K>[], denseWeight: number): Scored<K>[] {
  return mix(minMax(dense), lexicalMinMax(lexical), denseWeight);
}
