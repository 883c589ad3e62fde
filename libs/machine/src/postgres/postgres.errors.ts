import { AppError } from '@hearthlore/kernel';

/** The bundled PostgreSQL cannot be had, placed or started. The message says what a person can do. */
export class PostgresUnavailableError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'postgres.unavailable';
}
