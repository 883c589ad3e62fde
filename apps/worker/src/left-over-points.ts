import { qdrantPlace } from '@hearthlore/config';
import { DrizzlePointRows, LeftOverPoints, PointsOutOfReach } from '@hearthlore/data-rights';
import { PointNames, QdrantServer } from '@hearthlore/qdrant';
import type { Workbench } from './workbench.js';

type PointsBench = Pick<Workbench, 'transactions' | 'env' | 'ops'>;

/**
 * Opens a way to the vector store for one job, and closes it again. Also where the sealed store is in use: collections of
 * before may be left.
 *
 * @param work Is given `undefined` where no vector store is named.
 */
export async function withPoints<T>(
  { env, transactions, ops }: PointsBench,
  work: (points: LeftOverPoints | undefined) => T | Promise<T>,
): Promise<T> {
  const place = qdrantPlace(env);
  if (place === undefined) return work(undefined);
  const server = new QdrantServer(place);
  try {
    return await work(new LeftOverPoints(new DrizzlePointRows(transactions), server, new PointNames(ops.tenantKey)));
  } finally {
    await server.close();
  }
}

export function outOfReach({ transactions }: Pick<PointsBench, 'transactions'>): PointsOutOfReach {
  return new PointsOutOfReach(new DrizzlePointRows(transactions));
}
