import { AppError } from '@hearthlore/kernel';

/** What could not be read. */
export type DamagedPack = 'lexical' | 'vector' | 'point';

/** A pack opened and authenticated, but does not follow its format: written by a newer version, or by a defect. */
export class PackDamagedError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'index.damaged';

  /** @param pack Which format it broke. @param reason What is wrong, without any of its content. */
  constructor(pack: DamagedPack, reason: string) {
    super(`The search index of a document cannot be read (${pack}: ${reason})`);
  }
}
