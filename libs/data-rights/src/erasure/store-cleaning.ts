/** What was done about what deleted rows leave behind on disk. */
export interface Cleaned {
  /** Pages of tables with keys were written anew, without what was deleted from them. */
  readonly tables: 'rewritten';
  /**
   * `removed`: the write-ahead log up to here is gone. `left-to-server`: this role may not ask for that, or the server
   * keeps old segments; it goes when the server recycles it.
   */
  readonly log: 'removed' | 'left-to-server';
}

/** Has the database's files forget what was deleted. */
export abstract class StoreCleaning {
  /** @throws {ErasureWaitsError} while somebody's long look at the database still needs the deleted rows. */
  abstract run(signal: AbortSignal): Promise<Cleaned>;
}
