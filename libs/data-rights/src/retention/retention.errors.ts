import { AppError } from '@hearthlore/kernel';
import type { RetentionKind } from './retention-rule.js';

/** What a new rule would take, of how much. */
export interface Ageing {
  readonly kind: RetentionKind;
  readonly total: number;
  readonly due: number;
}

/** A rule that leaves nothing of a kind wants its sentence typed. */
export class RetentionConfirmationRequiredError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'retention.confirmation-required';
  override readonly details: { readonly phrase: string; readonly counts: readonly Ageing[] };

  constructor(phrase: string, counts: readonly Ageing[]) {
    super('This rule would delete everything there is');
    this.details = { phrase, counts };
  }
}

/** A member may have less kept than the installation does, not more. */
export class RetentionTooLongError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'retention.too-long';
  override readonly details: { readonly kind: RetentionKind; readonly most: number };

  constructor(kind: RetentionKind, most: number) {
    super('The rule of the installation is shorter');
    this.details = { kind, most };
  }
}

export class RetentionTooShortError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'retention.too-short';
  override readonly details: { readonly kind: RetentionKind; readonly least: number };

  constructor(kind: RetentionKind, least: number) {
    super('This is less than may be');
    this.details = { kind, least };
  }
}

export const CLOCK_UNSTEADY = 'retention.clock-unsteady';

/** The clock made a leap: nothing goes by its date before somebody vouches for it, or it went on for a day. */
export class ClockUnsteadyError extends AppError {
  readonly kind = 'conflict';
  readonly code = CLOCK_UNSTEADY;
  override readonly details: { readonly now: string; readonly steadyAt: string };

  constructor(now: string, steadyAt: string) {
    super('The clock made a leap');
    this.details = { now, steadyAt };
  }
}
