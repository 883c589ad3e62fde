import { z } from 'zod';
import type { Used } from './use-vector-store.js';

export const statusSchema = z.object({
  kind: z.enum(['sealed', 'qdrant']),
  state: z.enum(['up', 'down']),
  waiting: z.number(),
  version: z.string().nullable(),
  downSince: z.string().nullable(),
  fault: z.string().nullable(),
  isCircuitOpen: z.boolean(),
  usesTokens: z.boolean().nullable(),
  demandsKey: z.boolean().nullable(),
  collections: z.number(),
  documents: z.number(),
  points: z.number(),
  layout: z
    .object({
      onDisk: z.boolean(),
      quantization: z.enum(['none', 'int8']),
      shards: z.number(),
      replicas: z.number(),
    })
    .nullable(),
});
export const upkeepSchema = z.object({ documents: z.number(), collections: z.number() });

/** What a person reads. */
export function describeStatus(status: z.output<typeof statusSchema>): string {
  if (status.kind === 'sealed')
    return 'sealed: vectors are searched in the server’s own memory, and lie encrypted in the database';
  const { state, version, downSince, fault, waiting, documents, points, collections, layout } = status;
  const lines = [
    state === 'up'
      ? `qdrant ${version ?? ''}: up`
      : `qdrant: down since ${downSince ?? 'just now'} (${fault ?? 'no answer'}); search goes on in the sealed packs`,
    `${collections} collections, ${documents} documents, at most ${points} points`,
    waiting === 0 ? 'nothing waits' : `${waiting} documents wait to be sent, some of them until their owner signs in`,
  ];
  if (status.demandsKey === false) lines.push('It answers without a key: set service.api_key in its configuration.');
  if (status.usesTokens === false)
    lines.push('It takes no tokens: with service.jwt_rbac, each request could open one collection alone.');
  if (layout !== null)
    lines.push(
      `new collections: vectors ${layout.onDisk ? 'on disk' : 'in its memory'}, quantisation ${layout.quantization}, ` +
        `${layout.shards} shards, ${layout.replicas} replicas`,
    );
  return lines.join('\n');
}

export function describeUse({ store, before, dropped, left }: Used): string {
  if (store === 'qdrant') {
    const agreed = before === 'qdrant' ? 'That was agreed to already.' : 'Agreed.';
    return `${agreed} From the next start with HEARTHLORE_VECTOR_STORE=qdrant, QDRANT_URL and QDRANT_API_KEY, Qdrant is used.`;
  }
  const now = 'Vectors are searched in the server’s own memory. Start it with HEARTHLORE_VECTOR_STORE=sealed.';
  if (left === undefined) return `${now}\n${dropped ?? 0} collections were dropped from Qdrant.`;
  return `${now}\nCollections may be left in Qdrant (${left}). With QDRANT_URL and QDRANT_API_KEY set, the worker drops them within ten minutes of its answering.`;
}
