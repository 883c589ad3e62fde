import { AppError } from '@hearthlore/kernel';

export class IncidentNotFoundError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'incident.not-found';

  constructor() {
    super('No such incident');
  }
}

/** Such as acknowledging what is closed. */
export class IncidentClosedError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'incident.closed';

  constructor() {
    super('This incident is closed');
  }
}
