import { AppError } from '@hearthlore/kernel';

/** Also for somebody else's. */
export class MemberJobNotFoundError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'job.not-found';

  constructor() {
    super('No such job');
  }
}
