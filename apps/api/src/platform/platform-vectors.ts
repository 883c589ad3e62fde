import { type Env, qdrantPlace } from '@hearthlore/config';
import type { OwnerTransactions } from '@hearthlore/database';
import type { Clock } from '@hearthlore/kernel';
import { PointNames, QdrantServer } from '@hearthlore/qdrant';
import { DrizzleVectorStoreChoice } from '@hearthlore/retrieval';
import type { OpsBundle } from '@hearthlore/vault';
import { Logger } from '@nestjs/common';
import { VectorStoreWatch } from '../operations/vector-store-watch.js';
import type { PointSignals } from './point-signals.js';

/** What search is bound to, under a name that can be asked for. */
export class VectorBinding {
  constructor(
    /** `undefined` where the sealed store is in use. */
    readonly server: QdrantServer | undefined,
    readonly names: PointNames,
    readonly watch: VectorStoreWatch,
    readonly signals: PointSignals,
    /** Whether there may be points that are not used. */
    readonly leavesPoints: boolean,
  ) {}
}

export interface PlatformVectors {
  readonly server: QdrantServer | undefined;
  readonly names: PointNames;
  readonly watch: VectorStoreWatch;
  /** Whether Qdrant was chosen, and the settings say not to use it. */
  readonly leavesPoints: boolean;
  close(): Promise<void>;
}

export interface PlatformVectorsOptions {
  readonly env: Env;
  readonly transactions: OwnerTransactions;
  readonly ops: OpsBundle;
  readonly clock: Clock;
}

/**
 * The way to a foreign vector store, where the settings name one and the operator has agreed to what it learns.
 *
 * @throws {VectorStoreNotAgreedError} @throws {VectorStoreVersionError} @throws {VectorStoreSettingsError}
 */
export async function openPlatformVectors(options: PlatformVectorsOptions): Promise<PlatformVectors> {
  const { env, transactions, ops, clock } = options;
  const logger = new Logger('VectorStore');
  const choice = new DrizzleVectorStoreChoice(transactions);
  const wanted = env.HEARTHLORE_VECTOR_STORE;
  await choice.assertAgreed(wanted);
  const leavesPoints = wanted === 'sealed' && (await choice.find()) !== 'sealed';
  if (leavesPoints) logger.warn('collections are left in Qdrant: "hearthlore vectors use sealed" drops them');
  const place = wanted === 'qdrant' ? qdrantPlace(env) : undefined;
  const server = place && new QdrantServer(place);
  const watch = new VectorStoreWatch(server, choice, clock);
  try {
    const { isUp, fault, examination } = await watch.open();
    if (!isUp) logger.warn('Qdrant cannot be used now: search goes on in the sealed packs', { code: fault });
    else if (examination !== undefined) logger.log('Qdrant is used', { ...examination });
  } catch (error) {
    await server?.close();
    throw error;
  }
  return {
    server,
    names: new PointNames(ops.tenantKey),
    watch,
    leavesPoints,
    close: async () => {
      watch.close();
      await server?.close();
    },
  };
}
