import { AppError } from '@hearthlore/kernel';

/**
 * The messages need more tokens than the model's context holds.
 * The numbers are the server's own, or undefined where it does not tell; its words are never repeated.
 */
export class ContextTooSmallError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'model.context-too-small';
  override readonly details: { readonly neededTokens?: number; readonly availableTokens?: number };

  constructor(details: { readonly neededTokens?: number; readonly availableTokens?: number }, options?: ErrorOptions) {
    super('The question and its passages do not fit the language model', options);
    this.details = details;
  }
}
