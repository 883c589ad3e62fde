import { readFileSync } from 'node:fs';
import { isLoopback, type Secret } from '@hearthlore/config';
import { VectorStoreSettingsError } from './qdrant.errors.js';

/** How a new collection is laid out. Collections that are there keep what they were made with. */
export interface CollectionLayout {
  /** Vectors stay on disk and are mapped: less memory, slower when cold. The graph is small and stays in memory. */
  readonly onDisk: boolean;
  /** `int8`: a fourth of the memory; candidates are scored again with the originals. */
  readonly quantization: 'none' | 'int8';
  readonly shards: number;
  readonly replicas: number;
}

/** Bounds of one call and of the circuit, times in milliseconds. */
export interface QdrantLimits {
  /** A search waits this long before the sealed packs are searched instead. */
  readonly readTimeout: number;
  /** With `wait=true` Qdrant answers when the points are on its disk. */
  readonly writeTimeout: number;
  readonly manageTimeout: number;
  /** Attempts that fail one after another until the circuit opens. */
  readonly failures: number;
  /** While the circuit is open: how often the server is asked whether it is back. */
  readonly probeEvery: number;
  /** Of one answer, in bytes. */
  readonly answerSize: number;
}

export const DEFAULT_LIMITS: QdrantLimits = {
  readTimeout: 3_000,
  writeTimeout: 60_000,
  manageTimeout: 60_000,
  failures: 3,
  probeEvery: 2_000,
  answerSize: 64 * 1024 * 1024,
};

export interface QdrantOptions {
  /** `https://host:6333`, or `http://` where {@link allowPlain} or loopback says so. */
  readonly url: string;
  readonly apiKey?: Secret | undefined;
  /** PEM file of the authorities that may vouch for the server, instead of the public ones. */
  readonly caFile?: string | undefined;
  /** Sends the API key in the clear to another machine: for a network that nobody else is on. */
  readonly allowPlain?: boolean | undefined;
  readonly layout: CollectionLayout;
  readonly limits?: Partial<QdrantLimits> | undefined;
}

/** Where the server is, in the parts that the REST client takes. */
export interface ServerPlace {
  readonly origin: string;
  readonly port: number;
  readonly prefix: string;
  readonly ca: string | undefined;
}

/** @throws {VectorStoreSettingsError} before anything was sent. */
export function serverPlace({ url, apiKey, caFile, allowPlain = false }: QdrantOptions): ServerPlace {
  const parsed = URL.parse(url);
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol))
    throw new VectorStoreSettingsError('The address of the vector store is no http or https URL');
  if (parsed.username !== '' || parsed.password !== '' || parsed.search !== '' || parsed.hash !== '')
    throw new VectorStoreSettingsError('The address of the vector store carries more than a host, a port and a path');
  const isPlain = parsed.protocol === 'http:';
  const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isPlain && apiKey !== undefined && !allowPlain && !isLoopback(host))
    throw new VectorStoreSettingsError('The API key of the vector store would travel in the clear');
  return {
    origin: `${parsed.protocol}//${parsed.hostname}`,
    // The client would take 6333 where the URL leaves out the port that its scheme implies.
    port: parsed.port === '' ? (isPlain ? 80 : 443) : Number(parsed.port),
    prefix: parsed.pathname.replace(/\/+$/, ''),
    ca: caFile === undefined ? undefined : readFileSync(caFile, 'utf8'),
  };
}
