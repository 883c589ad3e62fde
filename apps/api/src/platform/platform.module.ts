import { AuditLog, AuditReports, Incidents } from '@hearthlore/audit';
import { BackupsService, DrillsService, DrizzleRestoreState, WriteFence } from '@hearthlore/backup';
import {
  MemberJobs,
  OrderedErasures,
  OwnErasure,
  OwnPreview,
  ReceiptKey,
  RetentionRules,
} from '@hearthlore/data-rights';
import { DocumentsService } from '@hearthlore/documents';
import {
  AccessTokens,
  AccountsService,
  ApiKeys,
  DataKeyRotationService,
  FamilyDirectory,
  FamilyService,
  GuessThrottle,
  InviteAcceptance,
  InvitesService,
  KnownDevices,
  Lockdown,
  MemberRoles,
  Notices,
  PassphraseChangeService,
  PasskeyRegistration,
  PasskeySignIn,
  PasskeysService,
  SecondFactors,
  SecondFactorSettings,
  ProgramAccess,
  Quotas,
  RateLimiter,
  RecoveryKeyService,
  RecoveryService,
  ResetsService,
  SessionsService,
  SetupService,
  SignInService,
  StartEmptyService,
  StepUpService,
  UnlockService,
  WebAuthn,
} from '@hearthlore/identity';
import { JobQueues, QueueAdmin } from '@hearthlore/jobs';
import { Clock } from '@hearthlore/kernel';
import { DataKeys, InstallBundleStore, KeyCache, KeySlotStore, RecordSets, Resealing } from '@hearthlore/vault';
import { OwnerTransactions } from '@hearthlore/database';
import { type DynamicModule, Module } from '@nestjs/common';
import { MemberEvents } from '../events/member-events.js';
import { Metrics } from '../metrics/metrics.js';
import { Env } from '../operations/env.js';
import { InstallationStates } from '../operations/installation-state.js';
import { VectorStoreWatch } from '../operations/vector-store-watch.js';
import { PointSignals } from './point-signals.js';
import type { Platform } from './platform.js';
import { VectorBinding } from './platform-vectors.js';

/** Offers what the platform holds to controllers and to the modules above it. */
@Module({})
export class PlatformModule {
  static of(platform: Platform): DynamicModule {
    const providers = [
      { provide: Clock, useValue: platform.clock },
      { provide: OwnerTransactions, useValue: platform.transactions },
      { provide: KeyCache, useValue: platform.keys },
      { provide: InstallBundleStore, useValue: platform.bundles },
      { provide: RecordSets, useValue: platform.recordSets },
      { provide: AccessTokens, useValue: platform.accessTokens },
      { provide: AccountsService, useValue: platform.accounts },
      { provide: AuditLog, useValue: platform.audit.log },
      { provide: AuditReports, useValue: platform.audit.reports },
      { provide: BackupsService, useValue: platform.backups.service },
      { provide: WriteFence, useValue: platform.backups.fence },
      { provide: ApiKeys, useValue: platform.apiKeys },
      { provide: ProgramAccess, useValue: platform.programs },
      { provide: Notices, useValue: platform.notices },
      { provide: SessionsService, useValue: platform.sessions },
      { provide: KeySlotStore, useValue: platform.keySlots },
      { provide: SecondFactors, useValue: platform.factors.secondFactors },
      { provide: SecondFactorSettings, useValue: platform.factors.settings },
      { provide: WebAuthn, useValue: platform.factors.webAuthn },
      { provide: PasskeysService, useValue: platform.factors.passkeys },
      { provide: PasskeyRegistration, useValue: platform.factors.registration },
      { provide: PasskeySignIn, useValue: platform.factors.passkeySignIn },
      { provide: UnlockService, useValue: platform.factors.unlocking },
      { provide: StepUpService, useValue: platform.factors.stepUps },
      { provide: SignInService, useValue: platform.signIn },
      { provide: SetupService, useValue: platform.setup },
      { provide: InvitesService, useValue: platform.family.invites },
      { provide: InviteAcceptance, useValue: platform.family.acceptance },
      { provide: FamilyDirectory, useValue: platform.family.directory },
      { provide: FamilyService, useValue: platform.family.members },
      { provide: MemberRoles, useValue: platform.family.roles },
      { provide: OwnErasure, useValue: platform.erasure.own },
      { provide: OrderedErasures, useValue: platform.erasure.ordered },
      { provide: ReceiptKey, useValue: platform.erasure.key },
      { provide: Quotas, useValue: platform.family.quotas },
      { provide: GuessThrottle, useValue: platform.limits.throttle },
      { provide: KnownDevices, useValue: platform.limits.devices },
      { provide: RateLimiter, useValue: platform.limits.limiter },
      { provide: PassphraseChangeService, useValue: platform.recovery.passphrases },
      { provide: RecoveryKeyService, useValue: platform.recovery.recoveryKey },
      { provide: RecoveryService, useValue: platform.recovery.recovery },
      { provide: ResetsService, useValue: platform.recovery.resets },
      { provide: StartEmptyService, useValue: platform.recovery.startEmpty },
      { provide: DataKeyRotationService, useValue: platform.recovery.dataKeys },
      { provide: DataKeys, useValue: platform.recovery.vaultDataKeys },
      { provide: Resealing, useValue: platform.recovery.resealing },
      { provide: DocumentsService, useValue: platform.documents },
      { provide: RetentionRules, useValue: platform.retention.rules },
      { provide: OwnPreview, useValue: platform.retention.preview },
      { provide: Env, useValue: new Env(platform.env) },
      { provide: Incidents, useValue: platform.operations.incidents },
      { provide: InstallationStates, useValue: platform.operations.states },
      { provide: Metrics, useValue: platform.operations.metrics },
      { provide: Lockdown, useValue: platform.operations.lockdown },
      { provide: JobQueues, useValue: platform.queues },
      { provide: DrillsService, useValue: platform.drills.drills },
      { provide: DrizzleRestoreState, useValue: new DrizzleRestoreState(platform.transactions, platform.clock) },
      { provide: QueueAdmin, useValue: platform.queueAdmin },
      { provide: MemberEvents, useValue: platform.memberWork.events },
      { provide: MemberJobs, useValue: platform.memberWork.memberJobs },
      {
        provide: VectorBinding,
        useValue: new VectorBinding(
          platform.vectors.server,
          platform.vectors.names,
          platform.vectors.watch,
          new PointSignals(platform.operations.incidents),
          platform.vectors.leavesPoints,
        ),
      },
      { provide: VectorStoreWatch, useValue: platform.vectors.watch },
    ];
    return { module: PlatformModule, global: true, providers, exports: providers.map(({ provide }) => provide) };
  }
}
