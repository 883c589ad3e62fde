export { type Account, type AccountState, normalizeEmail, ROLES, type Role } from './accounts/account.js';
export { AccountsService } from './accounts/accounts.service.js';
export { Profiles } from './accounts/profiles.js';
export { DrizzleAccountStore } from './adapters/drizzle-account-store.js';
export { DrizzleInviteStore, type InvitedRole, type InviteRow } from './adapters/drizzle-invite-store.js';
export {
  AccountNotActiveError,
  EmailTakenError,
  InvalidCredentialsError,
  InviteNotFoundError,
  NotAllowedError,
  SetupDoneError,
  WeakPassphraseError,
  WrongSetupCodeError,
} from './identity.errors.js';
export { type AcceptRequest, InvitesService } from './invites/invites.service.js';
export { suggestPassphrase } from './passphrases/passphrase-policy.js';
export { type SetupRequest, SetupService } from './setup/setup.service.js';
export { SetupCode } from './setup/setup-code.js';
export { type AccessClaims, AccessTokens, InvalidAccessTokenError } from './sign-in/access-tokens.js';
export { type SignedIn, SignInService } from './sign-in/sign-in.service.js';
