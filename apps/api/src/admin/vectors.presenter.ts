import { type Env, qdrantPlace } from '@hearthlore/config';
import type { VectorStoreState } from '../operations/vector-store-watch.js';
import type { VectorStoreDto } from './vectors.dto.js';

export function toVectorStoreDto(state: VectorStoreState, env: Env): VectorStoreDto {
  const { kind, isUp, downSince, fault, isCircuitOpen, examination, points } = state;
  return {
    kind,
    state: isUp ? 'up' : 'down',
    waiting: points.waiting,
    version: examination?.version ?? null,
    downSince: downSince?.toISOString() ?? null,
    fault: fault ?? null,
    isCircuitOpen,
    usesTokens: examination?.usesTokens ?? null,
    demandsKey: examination === undefined ? null : !examination.isOpen,
    collections: points.collections,
    documents: points.documents,
    points: points.points,
    layout: kind === 'qdrant' ? (qdrantPlace(env)?.layout ?? null) : null,
  };
}
