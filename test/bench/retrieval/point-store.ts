import { setTimeout as sleep } from 'node:timers/promises';
import { newId, type UserId } from '@hearthlore/kernel';
import { type CollectionLayout, PointNames, QdrantServer } from '@hearthlore/qdrant';
import type { PackStore, QdrantVectorStore } from '@hearthlore/retrieval';
import { arrangeQdrant, InMemoryPackStore, InMemoryPointLedger, RecordingWatcher } from '@hearthlore/retrieval/testing';
import { z } from 'zod';

const collectionsSchema = z.object({ result: z.object({ collections: z.array(z.object({ name: z.string() })) }) });
const collectionSchema = z.object({
  result: z.object({ status: z.string(), points_count: z.number(), indexed_vectors_count: z.number() }),
});
/** Qdrant waits so long before it looks again whether there is something to index. */
const PAUSE = 500;
/** Looks in a row that have to find it settled. */
const SETTLED = 4;

/** The product's store over a real Qdrant, with packs and rows in maps, and collections of its own. */
export interface PointStore {
  readonly store: QdrantVectorStore;
  /** How often the sealed packs answered in Qdrant's place. */
  readonly fallbacks: () => number;
  /** Waits until Qdrant has built what graphs it will. @returns How many vectors are in them. */
  readonly whenIndexed: () => Promise<number>;
}

export function openPointStore(
  url: string,
  layout: CollectionLayout,
  packs: PackStore = new InMemoryPackStore(),
): PointStore {
  // Each store is an installation of its own, so that its collections can be told from the others'.
  const names = new PointNames(new TextEncoder().encode(newId<UserId>().replaceAll('-', '')));
  const watcher = new RecordingWatcher();
  const server = new QdrantServer({ url, layout, limits: { readTimeout: 30_000, writeTimeout: 120_000 } });
  const ledger = new InMemoryPointLedger();
  const { store } = arrangeQdrant(url, { server, names, ledger, watcher, packs });
  return {
    store,
    fallbacks: () => watcher.waits,
    whenIndexed: () => settled(url, names.installationPrefix),
  };
}

async function settled(url: string, prefix: string): Promise<number> {
  let [looks, last] = [0, -1];
  while (looks < SETTLED) {
    await sleep(PAUSE);
    const { result } = collectionsSchema.parse(await (await fetch(`${url}/collections`)).json());
    let indexed = 0;
    let isBusy = false;
    for (const { name } of result.collections.filter((collection) => collection.name.startsWith(prefix))) {
      const state = collectionSchema.parse(await (await fetch(`${url}/collections/${name}`)).json());
      indexed += state.result.indexed_vectors_count;
      isBusy ||= state.result.status !== 'green';
    }
    looks = isBusy || indexed !== last ? 0 : looks + 1;
    last = indexed;
  }
  return last;
}
