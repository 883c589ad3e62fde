import { DrizzleOutdatedStore } from '@hearthlore/identity';
import type { JobHandlers } from '@hearthlore/jobs';
import { VectorStoreRefusedError, VectorStoreUnavailableError } from '@hearthlore/qdrant';
import { withPoints } from '../left-over-points.js';
import type { Workbench } from '../workbench.js';

type SweepBench = Pick<Workbench, 'transactions' | 'env' | 'ops'>;

/** Removes, every hour, what has run out and nobody can use any more; more often, what points of it are left elsewhere. */
export function sweepProcessor(bench: SweepBench): JobHandlers<'sweep'> {
  const outdated = new DrizzleOutdatedStore(bench.transactions);
  return {
    sweep: () => outdated.sweep(),
    'sweep-points': (_, { signal }) =>
      whileItAnswers(() => withPoints(bench, (points) => points?.sweep(signal) ?? NOTHING)),
    'renew-points': () =>
      whileItAnswers(() =>
        withPoints(bench, async (points) => (points === undefined ? NOTHING : { documents: await points.beginAnew() })),
      ),
  };
}

const NOTHING = { documents: 0, collections: 0 };

/** A vector store that is down is no job that failed: it is told elsewhere, and the next run is ten minutes away. */
async function whileItAnswers<T>(work: () => Promise<T>): Promise<T | { readonly waitsFor: string }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof VectorStoreUnavailableError || error instanceof VectorStoreRefusedError)
      return { waitsFor: error.code };
    throw error;
  }
}
