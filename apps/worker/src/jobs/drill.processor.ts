import {
  ABANDONED_AFTER,
  BackupSettings,
  type DrillFigures,
  type DrillProbe,
  DrillRun,
  type DrillSource,
  DrizzleDrillStore,
  feedFromBackup,
  feedWithoutTarget,
} from '@hearthlore/backup';
import type { JobHandlers, JobRun } from '@hearthlore/jobs';
import { AppError, type Clock, type DrillId, newId, SystemClock } from '@hearthlore/kernel';
import { Logger } from '@nestjs/common';
import { MIGRATIONS_FOLDER } from '../migrations-folder.js';
import type { Workbench } from '../workbench.js';
import { backupMaker, backupSource } from './backup.processor.js';

type DrillBench = Pick<Workbench, 'env' | 'transactions' | 'ops' | 'secrets'>;
type DrillOutcome = ({ readonly state: 'completed' } & DrillFigures) | { readonly state: 'failed' | 'over' };

/** Tries every month, and when a manager asks, whether a backup would come back. */
export function drillProcessor(
  bench: DrillBench,
  clock: Clock = new SystemClock(),
  probe: () => Promise<DrillProbe> = productProbe,
): JobHandlers<'drill'> {
  const drills = new AutomaticDrills(bench, clock, probe);
  return {
    run: ({ drillId }, run) => drills.run(drillId, run),
    'run-scheduled': (_data, run) => drills.runAny(run),
  };
}

/** What it takes to use a restored database is much, and needed once a month: loaded then. */
async function productProbe(): Promise<DrillProbe> {
  const { ProductProbe } = await import('@hearthlore/data-rights');
  return new ProductProbe();
}

class AutomaticDrills {
  readonly #logger = new Logger('Drills');
  readonly #store: DrizzleDrillStore;

  constructor(
    private readonly bench: DrillBench,
    private readonly clock: Clock,
    private readonly probe: () => Promise<DrillProbe>,
  ) {
    this.#store = new DrizzleDrillStore(bench.transactions);
  }

  /** One that waits, or that a process left half-way, is as good as another. */
  async runAny(run: JobRun): Promise<DrillOutcome> {
    const waiting = (await this.#store.list()).find(({ kind, state }) => kind === 'automatic' && state === 'active');
    return this.run(waiting?.id ?? newId<DrillId>(), run);
  }

  /** A drill that finds something has done its work: what it found is in its row, and trying again would find it again. */
  async run(id: DrillId, run: JobRun): Promise<DrillOutcome> {
    const now = this.clock.now();
    await this.#store.failAbandoned(new Date(now.getTime() - ABANDONED_AFTER), now);
    await this.#store.begin({ id, kind: 'automatic', startedAt: now });
    if ((await this.#store.find(id))?.state !== 'active') return { state: 'over' };
    try {
      const figures = await this.#drill(id, run);
      await this.#store.complete(id, figures, this.clock.now());
      return { state: 'completed', ...figures };
    } catch (error) {
      // The process ends: whoever takes the job up again begins this drill anew.
      if (run.signal.aborted) throw error;
      this.#logger.error('a drill failed', error);
      await this.#store.fail(id, error instanceof AppError ? error.code : 'internal', this.clock.now());
      return { state: 'failed' };
    }
  }

  async #drill(id: DrillId, job: JobRun): Promise<DrillFigures> {
    const run = new DrillRun({
      dataDir: this.bench.env.HEARTHLORE_DATA_DIR,
      migrationsFolder: MIGRATIONS_FOLDER,
      probe: await this.probe(),
    });
    return run.run(
      await this.#source(id, job.signal),
      async (step, percent) => {
        await this.#store.advance(id, step, percent);
        await job.progress(percent, step);
      },
      job.signal,
    );
  }

  async #source(id: DrillId, signal: AbortSignal): Promise<DrillSource> {
    const databaseUrl = this.bench.secrets.databaseUrls.backup;
    const options = { databaseUrl, signal };
    if (!BackupSettings.read(this.bench.env).isConfigured)
      return { feed: feedWithoutTarget(await backupSource(this.bench), options) };
    const job = await backupMaker(this.bench, this.clock)();
    return { feed: feedFromBackup(job, options, (backupId) => this.#store.ofBackup(id, backupId)) };
  }
}
