import { AppError } from '@hearthlore/kernel';

export type QuotaResource = 'documents' | 'stored-bytes' | 'questions-per-day' | 'tokens-per-day';

export class QuotaExceededError extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'quota.exceeded';
  override readonly details: { readonly resource: QuotaResource; readonly limit: number; readonly used: number };

  constructor(resource: QuotaResource, limit: number, used: number) {
    super('You have used all that this account is allowed');
    this.details = { resource, limit, used };
  }
}
