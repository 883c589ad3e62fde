import { AppError } from '@hearthlore/kernel';

/** A member's points lie in a vector store that the settings no longer name: nobody can say that they are gone. */
export class PointsOutOfReachError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'erasure.points-out-of-reach';

  constructor() {
    super(
      'Points of the member are in a vector store that is not configured; "hearthlore vectors use sealed" gives it up',
    );
  }
}
