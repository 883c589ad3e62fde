import { qdrantServers } from './qdrant-servers.js';

/** A Qdrant that a spec may fill, and can neither stop nor look into. */
export interface QdrantAddress {
  readonly url: string;
  readonly apiKey: string | undefined;
  close(): Promise<void>;
}

/** A kind of server that a spec runs against, for `describe.each`. */
export interface QdrantAddressKind {
  readonly name: string;
  readonly open: () => Promise<QdrantAddress>;
}

/**
 * What a spec is run against that only has to reach a server: all of {@link qdrantServers}, and the one at `QDRANT_URL`
 * (with `QDRANT_API_KEY`) where that is set. Others may use that one: whoever asks for it makes names that nobody else
 * has, and drops what it made.
 *
 * @param apiKey Of the servers that are started here.
 */
export function qdrantAddresses(apiKey: string): QdrantAddressKind[] {
  const started = qdrantServers().map(({ name, start }) => ({
    name,
    open: () => start({ apiKey, usesTokens: true }),
  }));
  const url = process.env['QDRANT_URL'];
  if (url === undefined || url === '') return started;
  const there = { url, apiKey: process.env['QDRANT_API_KEY'], close: () => Promise.resolve() };
  return [...started, { name: 'the server at QDRANT_URL', open: () => Promise.resolve(there) }];
}
