import { AppError, type InviteId } from '@hearthlore/kernel';
import type { AccountState } from './accounts/account.js';

/** The same for an unknown address and a wrong passphrase. */
export class InvalidCredentialsError extends AppError {
  readonly kind = 'unauthenticated';
  readonly code = 'auth.invalid-credentials';

  constructor() {
    super('Login or passphrase is not right.');
  }
}

const SENTENCES: Readonly<Record<Exclude<AccountState, 'active'>, string>> = {
  'awaiting-confirmation': 'This account still has to be confirmed by whoever invited it.',
  disabled: 'This account is disabled.',
  erasing: 'This account is being erased.',
};

/** Told only to somebody who knows the passphrase. */
export class AccountNotActiveError extends AppError {
  readonly kind = 'forbidden';
  readonly code: string;

  constructor(state: Exclude<AccountState, 'active'>) {
    super(SENTENCES[state]);
    this.code = `auth.${state}`;
  }
}

export class WrongSetupCodeError extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'setup.wrong-code';

  constructor() {
    super('The set-up code is not right. After five wrong tries a new one is made; it stands in the data folder.');
  }
}

/** There is nothing here once an owner exists. */
export class SetupDoneError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'setup.done';

  constructor() {
    super('This installation is set up');
  }
}

export class WeakPassphraseError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'passphrase.too-weak';
  override readonly details: { readonly minimumLength: number };

  constructor(minimumLength: number) {
    super('The passphrase is too easy to guess. Take the five words offered, or a longer one of your own.');
    this.details = { minimumLength };
  }
}

export class EmailTakenError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'member.email-taken';

  constructor() {
    super('A member with this e-mail address exists');
  }
}

/** Unknown, used, expired or meant for another address: the same answer. */
export class InviteNotFoundError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'invite.not-found';
  override readonly details: { readonly inviteId?: InviteId };

  constructor(inviteId?: InviteId) {
    super('This invitation does not exist, was used, or has expired');
    this.details = inviteId === undefined ? {} : { inviteId };
  }
}

/** Also for somebody else's session. */
export class SessionNotFoundError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'session.not-found';

  constructor() {
    super('No such session');
  }
}

export class NotAllowedError extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'auth.forbidden';

  constructor() {
    super('This needs another role');
  }
}

/** Told to owner and admins alone: the others learn of no member. */
export class MemberNotFoundError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'member.not-found';

  constructor() {
    super('No such member');
  }
}

/** Such as disabling somebody who was never let in, or handing the house over to a viewer. */
export class MemberStateError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'member.wrong-state';

  constructor() {
    super('This member’s role or state does not allow that');
  }
}

/** What was typed to confirm is not the e-mail address of who would be removed. */
export class WrongConfirmationError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'member.wrong-confirmation';

  constructor() {
    super('Type the e-mail address of the member to confirm');
  }
}

/** The member's key is another one by now than the one whose words were read aloud. */
export class InviteWordsDifferError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'invite.words-differ';

  constructor() {
    super('The six words have changed since. Do not let this member in; withdraw the invitation.');
  }
}
