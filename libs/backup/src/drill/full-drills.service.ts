import type { NoteVerifier } from '@hearthlore/audit';
import { AppError, type Clock, type DrillId } from '@hearthlore/kernel';
import type { DrizzleDrillStore } from '../adapters/drizzle-drill-store.js';
import { parseIdentities } from '../restore/age-open-transform.js';
import { openArchive } from '../restore/archive-reader.js';
import { StoredBackups } from '../restore/stored-backups.js';
import type { BackupTarget } from '../targets/backup-target.port.js';
import type { DrillRun } from './drill-run.js';
import { NothingToDrillError } from './drill.errors.js';
import { FullDrills } from './full-drills.port.js';

export interface FullDrillsOptions {
  /** Absent where none is configured. */
  readonly target: BackupTarget | undefined;
  /** Of the installation's manifests. */
  readonly verifier: NoteVerifier;
  readonly run: DrillRun;
  readonly clock: Clock;
  /** Told of every error as it is, for the log; the drill keeps its code alone. */
  readonly onFailure: (error: unknown) => void;
}

/** One full drill at a time, in this process: the identity is never written, queued or logged. */
export class FullDrillsInProcess extends FullDrills {
  #running: Promise<void> | undefined;
  readonly #ending = new AbortController();

  constructor(private readonly options: FullDrillsOptions) {
    super();
  }

  override async start(id: DrillId, identity: string, store: DrizzleDrillStore): Promise<void> {
    const { target, clock } = this.options;
    if (target === undefined) throw new NothingToDrillError();
    const backups = new StoredBackups(target);
    const name = await backups.findNewest();
    if (name === undefined) throw new NothingToDrillError();
    const identities = parseIdentities(identity);
    await backups.assertOpens(name, identities);
    await store.begin({ id, kind: 'full', startedAt: clock.now() });
    this.#running = this.#run(id, name, identities, backups, store);
  }

  /** Resolves when the drill that runs has ended. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** Ends the drill that runs, and resolves when nothing is left of it. */
  async close(): Promise<void> {
    this.#ending.abort();
    await this.#running;
  }

  async #run(
    id: DrillId,
    name: string,
    identities: readonly string[],
    backups: StoredBackups,
    store: DrizzleDrillStore,
  ): Promise<void> {
    const { run, clock, onFailure } = this.options;
    try {
      const figures = await run.run(
        {
          feed: async (take) => {
            await store.advance(id, 'verifying', 5);
            const manifest = await backups.verify(name, this.options.verifier);
            await store.advance(id, 'reading', 20);
            await take(openArchive(await backups.readCompared(manifest), identities));
          },
          newestLedger: () => backups.findLedger(),
        },
        (step, percent) => store.advance(id, step, percent),
        this.#ending.signal,
      );
      await store.complete(id, figures, clock.now());
    } catch (error) {
      const isCutShort = this.#ending.signal.aborted;
      if (!isCutShort) onFailure(error);
      const code = isCutShort ? 'drill.interrupted' : error instanceof AppError ? error.code : 'internal';
      await store.fail(id, code, clock.now()).catch(onFailure);
    }
  }
}
