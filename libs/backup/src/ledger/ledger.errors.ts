import { AppError } from '@hearthlore/kernel';
import type { LedgerFault } from './verify-ledger.js';

/** The ledger of erasures was changed or lost a line. Nobody is erased and nothing restored until a person has looked. */
export class LedgerDamagedError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'ledger.damaged';
  override readonly details: { readonly fault: LedgerFault; readonly line: number };
  constructor(fault: LedgerFault, seq: number) {
    super(`The ledger of erasures is damaged at line ${seq + 1}`);
    this.details = { fault, line: seq + 1 };
  }
}

/** Another process has been writing to the ledger for longer than a line takes. The same call may succeed later. */
export class LedgerBusyError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'ledger.busy';
  override readonly retryAfterSeconds = 10;
  constructor(options?: ErrorOptions) {
    super('The ledger of erasures is in use', options);
  }
}

/** A tombstone is kept here and not at the backup target: the erasure waits, the next attempt goes on. */
export class LedgerNotMirroredError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'ledger.not-mirrored';
  constructor(options?: ErrorOptions) {
    super('The ledger of erasures could not be copied to the backup target', options);
  }
}

/**
 * The ledger at the backup target knows of an erasure that the one here does not: this one lost its end, or the target
 * is another installation's. It is left there until a person has looked.
 */
export class LedgerBehindTargetError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'ledger.behind-target';
  constructor() {
    super('The ledger of erasures at the backup target has lines that the one here lacks');
  }
}
