import { availableParallelism } from 'node:os';
import { type DocumentId, newId, type PassageId, passageId } from '@hearthlore/kernel';
import { QdrantServer, type QdrantCollection } from '@hearthlore/qdrant';
import type { PassageVector } from '@hearthlore/retrieval';
import { aVault } from '@hearthlore/vault/testing';
import { realQdrant } from '../../harness/qdrant/qdrant-servers.js';
import { FilePackStore } from './file-pack-store.js';
import { openPointStore } from './point-store.js';
import { ClusteredVectors, DIMENSIONS } from './clustered-vectors.js';

const VECTORS_PER_PASSAGE = 5;
const PASSAGES_PER_DOCUMENT = 50;
const QUESTIONS = 300;
const WARM_UP = 30;
const LIMIT = 100;
const DEPTH = 10;
const SEED = 1;
/** Questions whose answers are compared with those of plaintext vectors. */
const JUDGED = 50;
const PASSAGES_PER_TOPIC = 20;
const topicsOf = (points: number): number => Math.ceil(points / VECTORS_PER_PASSAGE / PASSAGES_PER_TOPIC);
const LAYOUT = { onDisk: true, quantization: 'none', shards: 1, replicas: 1 } as const;

/**
 * Prints, as JSON lines, what a member with so many points waits for: points written per second, and questions answered
 * by the store in Qdrant, beside the plainest use of the same server: plaintext vectors, ten neighbours, no payload.
 */
export async function main([size = '100000']: readonly string[]): Promise<void> {
  const qdrant = await realQdrant()?.start();
  if (qdrant === undefined) throw new Error('there is no qdrant on the path');
  const points = Number(size);
  console.log(JSON.stringify({ points, cores: availableParallelism(), node: process.version, layout: LAYOUT }));
  const packs = new FilePackStore();
  const { store, whenIndexed, fallbacks } = openPointStore(qdrant.url, LAYOUT, packs);
  const vault = aVault();
  const peer = new QdrantServer({ url: qdrant.url, layout: LAYOUT, limits: { writeTimeout: 120_000 } });
  const plain = peer.collection('plain');
  await plain.ensure(DIMENSIONS);
  const before = memory();
  const written = { ours: 0, plain: 0 };
  const made = new ClusteredVectors(SEED, topicsOf(points));
  const documents: DocumentId[] = [];
  for (let at = 0; at < points; at += PASSAGES_PER_DOCUMENT * VECTORS_PER_PASSAGE) {
    const id = newId<DocumentId>();
    documents.push(id);
    const vectors = aDocument(made);
    written.ours += await taken(async () => {
      const batch = { modelId: 'model-a', dimensions: DIMENSIONS, vectors, isComplete: true };
      await store.add(vault, id, batch);
    });
    written.plain += await taken(() => writePlain(plain, vectors));
  }
  const perSecond = (milliseconds: number): number => Math.round((points / milliseconds) * 1_000);
  console.log(JSON.stringify({ pointsPerSecond: { ours: perSecond(written.ours), plain: perSecond(written.plain) } }));
  console.log(JSON.stringify({ indexed: await whenIndexed(), megabytesInProcess: { before, after: memory() } }));
  const asked: Asked[] = [];
  const times = { ours: [] as number[], plain: [] as number[] };
  for (let i = 0; i < WARM_UP + QUESTIONS; i += 1) {
    const vector = made.question();
    const ours = await taken(async () => {
      const { found } = await store.search(vault, { modelId: 'model-a', vector, limit: LIMIT });
      if (asked.length < JUDGED) asked.push({ vector, found: found.slice(0, DEPTH).map(({ key }) => key) });
    });
    const theirs = await taken(() => plain.query(vector, DEPTH));
    if (i < WARM_UP) continue;
    times.ours.push(ours);
    times.plain.push(theirs);
  }
  console.log(JSON.stringify({ questionMs: { ours: quantiles(times.ours), plain: quantiles(times.plain) } }));
  console.log(JSON.stringify({ megabytesInProcess: { after: memory() }, fallbacks: fallbacks() }));
  console.log(JSON.stringify({ 'recall@10': recallOf(asked, documents, topicsOf(points)).toFixed(4) }));
  packs.close();
  await qdrant.close();
}

interface Asked {
  readonly vector: Float32Array;
  readonly found: readonly PassageId[];
}

/** Makes the same vectors again, so that the process need not have kept them. */
function recallOf(asked: readonly Asked[], documents: readonly DocumentId[], topics: number): number {
  const made = new ClusteredVectors(SEED, topics);
  const best = asked.map(() => new Array<{ readonly key: PassageId; readonly score: number }>());
  for (const id of documents) {
    const passages = Map.groupBy(aDocument(made), ({ passage }) => passage);
    for (const [passage, vectors] of passages)
      asked.forEach(({ vector }, i) => best[i]?.push({ key: passageId(id, passage), score: scoreOf(vectors, vector) }));
    for (const list of best) list.sort((a, b) => b.score - a.score).splice(DEPTH);
  }
  const kept = asked.map(({ found }, i) => best[i]?.filter(({ key }) => found.includes(key)).length ?? 0);
  return kept.reduce((sum, count) => sum + count, 0) / asked.length / DEPTH;
}

/** Half of the passage, and half of its best window. */
function scoreOf(vectors: readonly PassageVector[], question: Float32Array): number {
  const cosines = vectors.map(({ vector }) => {
    let sum = 0;
    for (let i = 0; i < vector.length; i += 1) sum += (vector[i] ?? 0) * (question[i] ?? 0);
    return sum;
  });
  return ((cosines[0] ?? 0) + Math.max(...cosines.slice(1))) / 2;
}

function aDocument(made: ClusteredVectors): PassageVector[] {
  return Array.from({ length: PASSAGES_PER_DOCUMENT }, (_, passage) => {
    const whole = made.passage();
    return Array.from({ length: VECTORS_PER_PASSAGE }, (__, number): PassageVector => {
      const vector = number === 0 ? whole : made.windowOf(whole);
      return { passage, window: number === 0 ? null : number - 1, start: 0, end: 100, vector };
    });
  }).flat();
}

async function writePlain(collection: QdrantCollection, vectors: readonly PassageVector[]): Promise<void> {
  await collection.upsert(vectors.map(({ vector }) => ({ id: newId(), vector, payload: new Uint8Array(0) })));
}

async function taken(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** What the process keeps, garbage aside where Node was started with --expose-gc. */
function memory(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return Math.round((heapUsed + arrayBuffers) / 1e6);
}

function quantiles(times: readonly number[]): Record<string, string> {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(1);
  return { p50: at(0.5), p95: at(0.95), max: at(0.999) };
}
