import { RequestBody } from './request-body.js';
import { formatError, notImitated } from './stand-in-answers.js';
import type { CollectionConfig, StandInCollection } from './stand-in-collection.js';

/** Of Qdrant 1.18.3, as it shows them when nothing else is asked for. */
const GRAPH = { m: 16, ef_construct: 100, full_scan_threshold: 10_000, max_indexing_threads: 0, on_disk: false };
const OPTIMIZERS = {
  deleted_threshold: 0.2,
  vacuum_min_vector_number: 1_000,
  default_segment_number: 0,
  max_segment_size: null,
  memmap_threshold: null,
  indexing_threshold: 10_000,
  flush_interval_sec: 5,
  max_optimization_threads: null,
  prevent_unoptimized: null,
};
const LOG = { wal_capacity_mb: 32, wal_segments_ahead: 0, wal_retain_closed: 1 };

const NO_VECTORS = 'data did not match any variant of untagged enum VectorsConfig';
const DISTANCES = new Set<unknown>(['Cosine', 'Euclid', 'Dot', 'Manhattan']);

export function configOf(body: RequestBody): CollectionConfig {
  body.allow(
    'vectors',
    'on_disk_payload',
    'hnsw_config',
    'optimizers_config',
    'quantization_config',
    'shard_number',
    'replication_factor',
    'write_consistency_factor',
  );
  const vectors = RequestBody.of(body.get('vectors'), NO_VECTORS);
  const [size, distance] = [vectors.get('size'), vectors.get('distance')];
  if (typeof size !== 'number' || size < 1 || !DISTANCES.has(distance)) throw formatError(NO_VECTORS);
  if (distance !== 'Cosine') throw notImitated(`the distance ${String(distance)}`);
  return {
    size,
    isOnDisk: vectors.get('on_disk') === undefined ? undefined : vectors.boolean('on_disk', false),
    isPayloadOnDisk: body.boolean('on_disk_payload', true),
    graph: { ...GRAPH, ...body.settings('hnsw_config') },
    optimizers: { ...OPTIMIZERS, ...body.settings('optimizers_config') },
    quantization: body.settings('quantization_config') ?? null,
    shards: body.integer('shard_number', 1, 1),
    replicas: body.integer('replication_factor', 1, 1),
    consistency: body.integer('write_consistency_factor', 1, 1),
  };
}

export function infoOf({ config, size }: StandInCollection): object {
  return {
    status: 'green',
    optimizer_status: 'ok',
    indexed_vectors_count: 0,
    points_count: size,
    segments_count: 2,
    config: {
      params: {
        vectors: {
          size: config.size,
          distance: 'Cosine',
          ...(config.isOnDisk !== undefined && { on_disk: config.isOnDisk }),
        },
        shard_number: config.shards,
        replication_factor: config.replicas,
        write_consistency_factor: config.consistency,
        on_disk_payload: config.isPayloadOnDisk,
      },
      hnsw_config: config.graph,
      optimizer_config: config.optimizers,
      wal_config: LOG,
      quantization_config: config.quantization,
    },
    payload_schema: {},
    update_queue: { length: 0 },
  };
}
