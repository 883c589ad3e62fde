import { AppError, type ApiKeyId } from '@hearthlore/kernel';

/** Also for somebody else's key. */
export class ApiKeyNotFoundError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'api-key.not-found';
  override readonly details: { readonly apiKeyId: ApiKeyId };

  constructor(apiKeyId: ApiKeyId) {
    super('No such key');
    this.details = { apiKeyId };
  }
}

/** In the past, too far ahead, or without an end that nobody asked for. */
export class ApiKeyExpiryError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'api-key.expiry';
  override readonly details: { readonly mostDays: number };

  constructor(mostDays: number) {
    super('A key ends within a year, or never where that is asked for in so many words');
    this.details = { mostDays };
  }
}

export class TooManyApiKeysError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'api-key.too-many';
  override readonly details: { readonly most: number };

  constructor(most: number) {
    super('There are too many keys already; revoke one that nobody uses');
    this.details = { most };
  }
}
