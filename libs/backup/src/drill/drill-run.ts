import type { Readable } from 'node:stream';
import { withClient } from '@hearthlore/machine';
import { chooseLedger, type LedgerChoice } from '../restore/ledger-choice.js';
import type { InnerManifest } from '../restore/inner-manifest.js';
import { replayErasures } from '../restore/replay.js';
import { BackupDamagedError } from '../restore/restore.errors.js';
import { type RestoredArchive, restoreDatabase } from '../restore/restore-database.js';
import type { DrillFigures, DrillStep } from './drill.js';
import { DrillFailedError } from './drill.errors.js';
import type { DrillProbe } from './drill-probe.port.js';
import { type RowSum, RowSummer } from './row-sums.js';
import { type ScratchDatabase, withScratchPostgres } from './scratch-postgres.js';
import { sumTables } from './table-sums.js';

/** What the rows have to be, by table. */
export type ExpectedRows = ReadonlyMap<string, RowSum>;

/** Takes an archive before it was encrypted, or after it was opened again. */
export type ArchiveTaker = (
  tar: Readable,
  /** Of the live database, in the very snapshot that the archive was made from; else the archive's own rows count. */
  live?: Promise<ExpectedRows>,
) => Promise<void>;

export interface DrillSource {
  /** Hands one archive over, and resolves when whatever it belongs to has ended as well. */
  readonly feed: (take: ArchiveTaker) => Promise<void>;
  /** The newest ledger at the target, as lines of JSON. Absent where nothing is asked there: then the archive's own. */
  readonly newestLedger?: () => Promise<string | undefined>;
}

export interface DrillOptions {
  /** The scratch database lies in it for as long as the drill takes. */
  readonly dataDir: string;
  readonly migrationsFolder: string;
  readonly probe: DrillProbe;
}

/**
 * Restores an archive next to the live database and uses it: rows are compared, erasures repeated, and an account of
 * the drill's own signs in, finds a passage, and is erased again.
 */
export class DrillRun {
  constructor(private readonly options: DrillOptions) {}

  /**
   * @param report Told where the drill is, 0 to 100.
   * @throws {DrillFailedError} naming what would not have come back; whatever a restore throws, too.
   */
  run(
    source: DrillSource,
    report: (step: DrillStep, percent: number) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<DrillFigures> {
    return withScratchPostgres(this.options.dataDir, async (scratch) => {
      await report('reading', 0);
      let restored: RestoredArchive | undefined;
      let failure: unknown;
      await source.feed(async (tar, live) => {
        try {
          restored = await this.#load(scratch, tar, live, signal);
        } catch (error) {
          failure = error;
          throw error;
        }
      });
      // Whoever hands the archive over may go on without its listener.
      if (failure !== undefined) throw failure;
      if (restored === undefined) throw new DrillFailedError('drill.interrupted');
      await report('signing-in', 70);
      const newest = source.newestLedger === undefined ? restored.ledger : await source.newestLedger();
      const tombstones = await repeatErasures(scratch, chooseLedger(restored.ledger, newest));
      await this.#useIt(scratch);
      const { rows } = restored;
      return { tables: rows.size, rows: [...rows.values()].reduce((sum, count) => sum + count, 0), tombstones };
    });
  }

  #load(
    scratch: ScratchDatabase,
    tar: Readable,
    live: Promise<ExpectedRows> | undefined,
    signal: AbortSignal | undefined,
  ): Promise<RestoredArchive> {
    const archived = new Map<string, RowSummer>();
    // Where it fails before anybody waits for it, the restore's own failure is the one to tell.
    live?.catch(() => undefined);
    return restoreDatabase(
      tar,
      {
        superuserUrl: scratch.superuserUrl,
        ownerUrl: scratch.urls.owner,
        migrationsFolder: this.options.migrationsFolder,
      },
      {
        signal,
        ...(live === undefined && { onRows: (table, chunk) => addTo(archived, table, chunk) }),
        onLoaded: async (client, manifest) => {
          const found = await sumTables(client, manifest.tables);
          const expected = live === undefined ? resultsOf(archived) : await live;
          assertSame(manifest, expected, found);
        },
      },
    );
  }

  async #useIt(scratch: ScratchDatabase): Promise<void> {
    const account = await this.options.probe.use(scratch.urls);
    try {
      const erased = await withClient(scratch.superuserUrl, (client) =>
        replayErasures(client, [{ tag: Buffer.from(account.erasureTag).toString('hex') }]),
      );
      if (erased !== 1 || (await account.signsIn())) throw new DrillFailedError('drill.tombstone-left');
    } finally {
      await account.close();
    }
  }
}

/** @throws {BackupDamagedError} */
function addTo(summers: Map<string, RowSummer>, table: string, chunk: Uint8Array): void {
  const summer = summers.get(table) ?? new RowSummer();
  summers.set(table, summer);
  try {
    summer.add(chunk);
  } catch (cause) {
    throw new BackupDamagedError(`data/${table}`, { cause });
  }
}

const resultsOf = (summers: ReadonlyMap<string, RowSummer>): ExpectedRows =>
  new Map([...summers].map(([table, summer]) => [table, summer.result]));

/** @throws {DrillFailedError} */
function assertSame({ tables }: InnerManifest, expected: ExpectedRows, found: ExpectedRows): void {
  for (const table of expected.keys())
    if (!tables.some(({ name }) => name === table)) throw new DrillFailedError('drill.table-missing', { table });
  for (const { name: table } of tables) {
    const [wanted, got] = [expected.get(table), found.get(table)];
    if (wanted === undefined || got === undefined) throw new DrillFailedError('drill.table-missing', { table });
    if (wanted.rows !== got.rows) throw new DrillFailedError('drill.rows-differ', { table });
    if (wanted.sum !== got.sum) throw new DrillFailedError('drill.content-differs', { table });
  }
}

/** @returns How many erasures the ledger has. */
async function repeatErasures(scratch: ScratchDatabase, { tombstones, fault }: LedgerChoice): Promise<number> {
  // A restore would refuse here.
  if (fault !== undefined) throw new DrillFailedError('drill.ledger-gap');
  return withClient(scratch.superuserUrl, async (client) => {
    await replayErasures(client, tombstones);
    if ((await replayErasures(client, tombstones)) > 0) throw new DrillFailedError('drill.tombstone-left');
    await client.query('UPDATE public.installation SET restored_at = NULL');
    return tombstones.length;
  });
}
