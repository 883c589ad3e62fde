import { AppError, type DrillId } from '@hearthlore/kernel';

/** One at a time: two would only slow each other down. */
export class DrillUnderWayError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'drill.under-way';
  override readonly details: { readonly drillId: DrillId };

  constructor(drillId: DrillId) {
    super('A drill is under way: wait until it has ended');
    this.details = { drillId };
  }
}

/** A full drill reads the newest backup at the target, and there is none. */
export class NothingToDrillError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'drill.no-backup';

  constructor() {
    super('There is no backup at the target to try');
  }
}

/** Why a drill failed: something that would have been missing, or wrong, after a real restore. */
export type DrillFault =
  | 'drill.table-missing'
  | 'drill.rows-differ'
  | 'drill.content-differs'
  | 'drill.tombstone-left'
  | 'drill.ledger-gap'
  | 'drill.sign-in-failed'
  | 'drill.search-failed'
  | 'drill.interrupted';

/** A drill that found what it looks for. */
export class DrillFailedError extends AppError {
  readonly kind = 'unprocessable';

  constructor(
    readonly code: DrillFault,
    /** Name of the table, where it is about one. */
    override readonly details: { readonly table?: string } = {},
    options?: ErrorOptions,
  ) {
    super('The drill found what would not have come back', options);
  }
}
