import { AppError } from '@hearthlore/kernel';

/** The database has members but not the secrets that their slots need; new ones would shut every member out. */
export class InstallBundlesMissingError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'install.bundles-missing';

  constructor() {
    super(
      'The secrets of this installation are missing from its database, although somebody has an account. ' +
        'Put a copy of the database back, or give them up with "hearthlore rotate master --lost".',
    );
  }
}

/** Before the first start has made its secrets there is nothing that a key could open, rotate or lose. */
export class NotStartedYetError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'install.not-started';

  constructor() {
    super('Hearthlore has never been started here: there is nothing to rotate yet.');
  }
}

/** The master key in use still opens everything: giving it up would only take sessions and names from people. */
export class MasterKeyNotLostError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'install.master-key-not-lost';

  constructor() {
    super('The master key is not lost: the one in place opens this installation. Run "hearthlore rotate master".');
  }
}

/** Rotating to the key in use would change nothing, and keep what a thief may have. */
export class SameMasterKeyError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'install.same-master-key';

  constructor() {
    super('The new master key is the one in use already.');
  }
}
