import { AppError } from '@hearthlore/kernel';

/** The registry has no entry of that name. */
export class UnknownModelError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'model.unknown';
  override readonly details: { readonly modelId: string };

  constructor(modelId: string) {
    super('No such model in the registry');
    this.details = { modelId };
  }
}

/** A file is not the one that the registry pins. Nothing of it was kept, and nothing of it was parsed. */
export class ModelDigestError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'model.digest-mismatch';
  override readonly details: { readonly file: string };

  constructor(file: string) {
    super('A model file does not have the pinned digest');
    this.details = { file };
  }
}

/** A source answered, but does not hold the file. */
export class ModelFileNotFoundError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'model.file-not-found';
  override readonly details: { readonly file: string };

  constructor(file: string, options?: ErrorOptions) {
    super('The model file is not there', options);
    this.details = { file };
  }
}

/** A source does not answer, or stopped answering. */
export class ModelSourceError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'model.source-unavailable';
  override readonly details: { readonly source: string };

  constructor(source: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.details = { source };
  }
}

/** Why one source did not help. */
export interface FailedSource {
  readonly source: string;
  readonly reason: string;
}

/** No source of the registry entry could supply the model; `details.tried` says why, one by one. */
export class ModelNotObtainableError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'model.not-obtainable';
  override readonly details: { readonly modelId: string; readonly tried: readonly FailedSource[] };

  constructor(modelId: string, tried: readonly FailedSource[], options?: ErrorOptions) {
    super('The model could not be obtained from any source', options);
    this.details = { modelId, tried };
  }
}

/** The weights are not in the form that the file format or the model's architecture prescribes. */
export class MalformedWeightsError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'model.malformed';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** An archive ends early, or is none. */
export class MalformedArchiveError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'model.archive-malformed';

  constructor(options?: ErrorOptions) {
    super('The archive with the model cannot be read', options);
  }
}
