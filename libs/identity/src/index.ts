export { type Account, type AccountState, normalizeEmail, ROLES, type Role } from './accounts/account.js';
export { AccountsService } from './accounts/accounts.service.js';
export { Profiles } from './accounts/profiles.js';
export { DrizzleAccountStore } from './adapters/drizzle-account-store.js';
export { DrizzleNoticeStore, type Notice } from './adapters/drizzle-notice-store.js';
export { API_KEY_SCOPES, type ApiKeyScope, knownScopes, opensRing } from './api-keys/api-key-scope.js';
export { ApiKeyExpiryError, ApiKeyNotFoundError, TooManyApiKeysError } from './api-keys/api-keys.errors.js';
export {
  type ApiKeyRequest,
  ApiKeys,
  DEFAULT_OVERLAP_HOURS,
  MOST_OVERLAP_HOURS,
} from './api-keys/api-keys.service.js';
export { type Program, ProgramAccess } from './api-keys/program-access.js';
export { AccountJournal } from './journal/account-journal.js';
export { NoticeKind, Notices } from './journal/notices.js';
export { OpenVaults } from './sessions/open-vaults.js';
export { type Device, SessionsService, type SignedIn } from './sessions/sessions.service.js';
export { DrizzleInviteStore, type InvitedRole, type InviteRow } from './adapters/drizzle-invite-store.js';
export {
  AccountNotActiveError,
  EmailTakenError,
  InvalidCredentialsError,
  InviteNotFoundError,
  NotAllowedError,
  SessionNotFoundError,
  SetupDoneError,
  WeakPassphraseError,
  WrongSetupCodeError,
} from './identity.errors.js';
export { type AcceptRequest, InvitesService } from './invites/invites.service.js';
export { suggestPassphrase } from './passphrases/passphrase-policy.js';
export { type SetupRequest, SetupService } from './setup/setup.service.js';
export { SetupCode } from './setup/setup-code.js';
export { type AccessClaims, AccessTokens, InvalidAccessTokenError } from './sign-in/access-tokens.js';
export { type SignInRequest, SignInService } from './sign-in/sign-in.service.js';
