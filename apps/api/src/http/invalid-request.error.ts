import { AppError } from '@hearthlore/kernel';
import type { ValidationError } from 'class-validator';

export interface FieldProblem {
  /** JSON pointer into the body or query. */
  readonly pointer: string;
  /** Name of the broken rule, such as `maxLength`. */
  readonly code: string;
}

/** Names fields and rules, never what was sent. */
export class InvalidRequestError extends AppError {
  readonly kind = 'invalid';
  readonly code = 'request.invalid';

  constructor(
    readonly problems: readonly FieldProblem[],
    options?: ErrorOptions,
  ) {
    super('The request is not valid', options);
  }

  static of(errors: readonly ValidationError[]): InvalidRequestError {
    return new InvalidRequestError(errors.flatMap((error) => fieldProblems(error, '')));
  }
}

function fieldProblems(error: ValidationError, parent: string): FieldProblem[] {
  // A property that nobody knows is named by the client: its name is not repeated.
  const rules = Object.keys(error.constraints ?? {});
  const pointer = rules.includes('whitelistValidation') ? parent || '/' : `${parent}/${error.property}`;
  return [
    ...rules.map((code) => ({ pointer, code })),
    ...(error.children ?? []).flatMap((child) => fieldProblems(child, pointer)),
  ];
}
