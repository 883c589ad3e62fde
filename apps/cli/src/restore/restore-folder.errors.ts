import { AppError } from '@hearthlore/kernel';

/** A restore into this folder was cut short. The message says what to do. */
export class UnfinishedRestoreError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'restore.unfinished';

  constructor(folder: string, file: string) {
    super(
      `The restore of ${file} into ${folder} did not end. Run "hearthlore backup restore" again: it starts over. ` +
        'Or remove the folder.',
    );
  }
}
