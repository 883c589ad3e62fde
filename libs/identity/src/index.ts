export { type Account, type AccountState, normalizeEmail, ROLES, type Role } from './accounts/account.js';
export { AccountsService } from './accounts/accounts.service.js';
export { Profiles } from './accounts/profiles.js';
export { DrizzleFamilyStore } from './adapters/drizzle-family-store.js';
export { DrizzleQuotaStore } from './adapters/drizzle-quota-store.js';
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
export { type NewPasskey, DrizzlePasskeyStore, type StoredPasskey } from './adapters/drizzle-passkey-store.js';
export { BackupCodes } from './factors/backup-codes.js';
export { FactorChanges } from './factors/factor-changes.js';
export { FactorCodes } from './factors/factor-codes.js';
export { FactorRecords } from './factors/factor-records.js';
export {
  ChallengeExpiredError,
  FactorNotOfferedError,
  FactorNotSetError,
  InvalidCodeError,
  SecondFactorRequiredError,
  TooManyCodesError,
} from './factors/factors.errors.js';
export { type Admission, PendingSignIns } from './factors/pending-sign-ins.js';
export { SecondFactorSettings, type SecondFactorSummary } from './factors/second-factor-settings.js';
export { SecondFactors } from './factors/second-factors.js';
export { type PasskeyAnswer, PasskeyProofs } from './passkeys/passkey-proofs.js';
export { type NewPasskeyRequest, PasskeyRegistration } from './passkeys/passkey-registration.js';
export { PasskeySignIn } from './passkeys/passkey-sign-in.js';
export { type Passkey, PasskeysService } from './passkeys/passkeys.service.js';
export {
  InvalidPasskeyError,
  PasskeyExistsError,
  PasskeyNotFoundError,
  PasskeyRefusedError,
  PasskeysUnavailableError,
  TooManyPasskeysError,
} from './passkeys/passkeys.errors.js';
export { WebAuthn } from './passkeys/web-authn.js';
export { UnlockService } from './sign-in/unlock.service.js';
export { StepUpCodeRequiredError, StepUpRefusedError } from './step-up/step-up.errors.js';
export { StepUpService } from './step-up/step-up.service.js';
export { PostgresThrottleStore } from './adapters/postgres-throttle-store.js';
export { RedisThrottleStore } from './adapters/redis-throttle-store.js';
export { type Guess, GuessThrottle } from './limits/guess-throttle.js';
export { type KnownDevice, KnownDevices } from './limits/known-devices.js';
export { GuessesLimitedError, RateLimitedError } from './limits/limits.errors.js';
export { RateLimiter, type Standing, type Take } from './limits/rate-limiter.js';
export {
  ADDRESS_POLICIES,
  RATE_POLICIES,
  type RatePolicy,
  type RateSubject,
  type RouteClass,
} from './limits/rate-policies.js';
export { AccountJournal } from './journal/account-journal.js';
export { type NoticeEvent, NoticeKind, Notices } from './journal/notices.js';
export { hashLinkToken, isLinkToken, newLinkToken } from './links/link-token.js';
export { OpenVaults } from './sessions/open-vaults.js';
export { type Device, SessionsService, type SignedIn } from './sessions/sessions.service.js';
export { DrizzleInviteStore, type InvitedRole, type InviteRow } from './adapters/drizzle-invite-store.js';
export {
  AccountNotActiveError,
  EmailTakenError,
  InvalidCredentialsError,
  InviteNotFoundError,
  InviteWordsDifferError,
  MemberNotFoundError,
  MemberStateError,
  NotAllowedError,
  SessionNotFoundError,
  SetupDoneError,
  WeakPassphraseError,
  WrongConfirmationError,
  WrongSetupCodeError,
} from './identity.errors.js';
export { FamilyDirectory, type FamilyMember } from './family/family-directory.js';
export { FamilyService } from './family/family.service.js';
export { type AcceptRequest, InviteAcceptance } from './invites/invite-acceptance.js';
export { InvitesService, type SentInvite } from './invites/invites.service.js';
export { PinnedKeys } from './invites/pinned-keys.js';
export { QuotaExceededError } from './quotas/quota.errors.js';
export type { Limits, Usage } from './quotas/limits.js';
export { Quotas } from './quotas/quotas.js';
export { MemberRoles } from './roles/member-roles.js';
export { isAllowed, type Permission, PERMISSIONS, permissionsOf } from './roles/permissions.js';
export { suggestPassphrase } from './passphrases/passphrase-policy.js';
export { type SetupRequest, SetupService } from './setup/setup.service.js';
export { SetupCode } from './setup/setup-code.js';
export { type AccessClaims, AccessTokens, InvalidAccessTokenError } from './sign-in/access-tokens.js';
export { type SignInRequest, SignInService } from './sign-in/sign-in.service.js';
export { DrizzleCredentialStore } from './adapters/drizzle-credential-store.js';
export { DrizzleProfilePlaceStore } from './adapters/drizzle-profile-place-store.js';
export { DrizzleResetStore, type ResetKind, type ResetRow } from './adapters/drizzle-reset-store.js';
export { DataKeyRotationService } from './data-keys/data-key-rotation.service.js';
export { PassphraseChangeService } from './passphrases/passphrase-change.service.js';
export { ProfileRenewal } from './recovery/profile-renewal.js';
export { ProfileRequiredError, WrongRecoveryKeyError } from './recovery/recovery.errors.js';
export { RecoveryKeyService } from './recovery/recovery-key.service.js';
export { RecoveryService, type RecoveryRequest, type SignedInAnew } from './recovery/recovery.service.js';
export { ResetNotFoundError, ResetNotYetError } from './resets/resets.errors.js';
export { type CreatedReset, NOTICE_PERIOD, ResetsService } from './resets/resets.service.js';
export { StartEmptyService } from './resets/start-empty.service.js';
export { Revocation } from './sessions/revocation.js';
export { DrizzleLockdownStore, type Ended } from './adapters/drizzle-lockdown-store.js';
export { Lockdown } from './lockdown/lockdown.js';
export { LockedDownError } from './lockdown/lockdown.errors.js';
export { DrizzleOutdatedStore, type Swept } from './adapters/drizzle-outdated-store.js';
export { SmtpNotifier } from './notify/adapters/smtp-notifier.js';
export { WebhookNotifier } from './notify/adapters/webhook-notifier.js';
export { LogNotifier } from './notify/log-notifier.js';
export { Notifications, type NotificationWays } from './notify/notifications.js';
export { NotificationRefusedError, NotNotifiedError } from './notify/notify.errors.js';
export { type Notification, Notifier } from './notify/ports/notifier.port.js';
