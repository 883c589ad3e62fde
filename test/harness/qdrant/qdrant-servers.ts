import { findQdrant, type QdrantStart, type QdrantUnderTest, startRealQdrant } from './real-qdrant.js';
import { StandInQdrant } from './stand-in-qdrant.js';

/** A kind of server that a spec runs against. */
export interface QdrantKind {
  readonly name: string;
  readonly isReal: boolean;
  readonly start: (options?: QdrantStart) => Promise<QdrantUnderTest>;
}

const standIn: QdrantKind = {
  name: 'the stand-in for Qdrant',
  isReal: false,
  start: async (options = {}) => {
    const qdrant = await StandInQdrant.start(options);
    return {
      url: qdrant.url,
      apiKey: options.apiKey,
      stop: () => qdrant.stop(),
      startAgain: () => qdrant.startAgain(),
      dump: () => Promise.resolve(Buffer.from(qdrant.dump())),
      close: () => qdrant.stop(),
    };
  },
};

/**
 * What a spec about Qdrant is run against, for `describe.each`: always the stand-in, and the real server wherever the
 * program `qdrant` is on the path. Says so where it is not, because then nothing was proved about Qdrant itself.
 */
export function qdrantServers(): QdrantKind[] {
  const real = realQdrant();
  if (real === undefined) console.warn('No qdrant on the path: this runs against the stand-in alone.');
  return real === undefined ? [standIn] : [standIn, real];
}

/** @returns The real server alone, or `undefined` where there is none. */
export function realQdrant(): QdrantKind | undefined {
  const program = findQdrant();
  if (program === undefined) return undefined;
  return { name: 'Qdrant', isReal: true, start: (options) => startRealQdrant(program, options) };
}
