import { AppError } from '@hearthlore/kernel';

export class OverprivilegedRoleError extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'database.overprivileged';

  constructor() {
    super('The database role may bypass row-level security; Hearthlore refuses to serve with it');
  }
}
