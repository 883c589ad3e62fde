import type { Schemas } from '@qdrant/js-client-rest';
import type { CollectionLayout } from './qdrant-options.js';

/** Of the protected vectors: they have unit length anyway. */
export const DISTANCE = 'Cosine';
/** Of the graph (Malkov and Yashunin 2016: M and efConstruction): Qdrant's own defaults, said so that they stay. */
const GRAPH = { m: 16, ef_construct: 100 };
/** Values beyond are clipped to the ends of the int8 range. */
const QUANTILE = 0.99;

/** What a collection is made with: one vector a point, and no field that Qdrant could filter by. */
export function collectionSettings(
  dimensions: number,
  { onDisk, quantization, shards, replicas }: CollectionLayout,
): Schemas['CreateCollection'] {
  return {
    vectors: { size: dimensions, distance: DISTANCE, on_disk: onDisk },
    on_disk_payload: true,
    hnsw_config: GRAPH,
    shard_number: shards,
    replication_factor: replicas,
    // A majority, so that one replica that is lost loses nothing that was said to be stored.
    write_consistency_factor: Math.floor(replicas / 2) + 1,
    ...(quantization === 'int8' && {
      quantization_config: { scalar: { type: 'int8', quantile: QUANTILE, always_ram: true } },
    }),
  };
}
