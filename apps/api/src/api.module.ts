import { publicUrl, relyingParty } from '@hearthlore/config';
import { Clock } from '@hearthlore/kernel';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { AuditController } from './admin/audit.controller.js';
import { IncidentsController } from './admin/incidents.controller.js';
import { LockdownController } from './admin/lockdown.controller.js';
import { OverviewController } from './admin/overview.controller.js';
import { PapersController } from './admin/papers.controller.js';
import { QueuesController } from './admin/queues.controller.js';
import { DrillsController } from './admin/drills.controller.js';
import { RetentionController } from './admin/retention.controller.js';
import { SystemController } from './admin/system.controller.js';
import { VectorsController } from './admin/vectors.controller.js';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import { AuthController } from './auth/auth.controller.js';
import { PasskeySignInController } from './auth/passkey-sign-in.controller.js';
import { SecondFactorController } from './auth/second-factor.controller.js';
import { BackupsController } from './backups/backups.controller.js';
import { ChatsModule } from './chats/chats.module.js';
import { DocumentIntake } from './documents/document-intake.js';
import { DocumentsController } from './documents/documents.controller.js';
import { UploadReader } from './documents/upload-reader.js';
import { ErasureController } from './erasure/erasure.controller.js';
import { ErasureReceiptController } from './erasure/erasure-receipt.controller.js';
import { EventLog } from './events/event-log.js';
import { DataRightsModule } from './exports/data-rights.module.js';
import { EventsController } from './events/events.controller.js';
import { MemberEvents } from './events/member-events.js';
import { HealthController } from './health/health.controller.js';
import { AccessTokenStrategy } from './http/access-token.strategy.js';
import { PUBLIC_URL } from './http/host.js';
import { KnownDeviceCookie } from './http/known-device.js';
import { LockdownGuard } from './http/lockdown.guard.js';
import { ProblemFilter } from './http/problem.filter.js';
import { MaintenanceGuard } from './http/maintenance.guard.js';
import { AddressLimitGuard, CallerLimitGuard } from './http/rate-limit.guard.js';
import { RoleGuard } from './http/role.guard.js';
import { SessionGuard } from './http/session.guard.js';
import { SignInThrottleInterceptor } from './http/sign-in-throttle.interceptor.js';
import { JobsController } from './jobs/jobs.controller.js';
import { InvitesController } from './invites/invites.controller.js';
import { DataKeysController } from './me/data-keys.controller.js';
import { ActivityController } from './me/activity.controller.js';
import { MeController } from './me/me.controller.js';
import { NoticesController } from './me/notices.controller.js';
import { PassphraseController } from './me/passphrase.controller.js';
import { RecoveryKeyController } from './me/recovery-key.controller.js';
import { OwnRetentionController } from './me/own-retention.controller.js';
import { OwnResetsController } from './me/resets.controller.js';
import { SessionsController } from './me/sessions.controller.js';
import { PasskeysController } from './me/passkeys.controller.js';
import { SecurityController } from './me/security.controller.js';
import { StepUpController } from './me/step-up.controller.js';
import { TotpController } from './me/totp.controller.js';
import { MetaController, PASSKEY_ADDRESS } from './meta/meta.controller.js';
import { VectorUpkeep } from './operations/vector-upkeep.js';
import { CatchUp } from './platform/catch-up.js';
import { DailyTrim } from './platform/daily-trim.js';
import { DataKeyRotation } from './platform/data-key-rotation.js';
import { IngestionModule } from './platform/ingestion.module.js';
import { ModelsModule } from './platform/models.module.js';
import type { Platform } from './platform/platform.js';
import { PlatformModule } from './platform/platform.module.js';
import { PointDelivery } from './platform/point-delivery.js';
import { searchModule } from './platform/search.module.js';
import { RecoveryController } from './recovery/recovery.controller.js';
import { SearchController } from './search/search.controller.js';
import { SetupController } from './setup/setup.controller.js';
import { ResetsController } from './users/resets.controller.js';
import { UsersController } from './users/users.controller.js';

@Module({})
export class ApiModule {
  static of(platform: Platform): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        PassportModule,
        PlatformModule.of(platform),
        ModelsModule.of(platform.env),
        searchModule,
        IngestionModule,
        ChatsModule,
        DataRightsModule,
      ],
      controllers: [
        ActivityController,
        ApiKeysController,
        AuditController,
        BackupsController,
        AuthController,
        DataKeysController,
        DocumentsController,
        DrillsController,
        ErasureController,
        ErasureReceiptController,
        EventsController,
        HealthController,
        IncidentsController,
        InvitesController,
        LockdownController,
        JobsController,
        MeController,
        MetaController,
        NoticesController,
        OverviewController,
        OwnResetsController,
        OwnRetentionController,
        PapersController,
        PassphraseController,
        QueuesController,
        RecoveryController,
        RecoveryKeyController,
        ResetsController,
        PasskeysController,
        PasskeySignInController,
        RetentionController,
        SearchController,
        SessionsController,
        SecondFactorController,
        SecurityController,
        SetupController,
        StepUpController,
        SystemController,
        TotpController,
        UsersController,
        VectorsController,
      ],
      providers: [
        AccessTokenStrategy,
        CatchUp,
        DailyTrim,
        DocumentIntake,
        DataKeyRotation,
        KnownDeviceCookie,
        PointDelivery,
        UploadReader,
        VectorUpkeep,
        { provide: PUBLIC_URL, useValue: publicUrl(platform.env) },
        { provide: PASSKEY_ADDRESS, useValue: relyingParty(platform.env) },
        {
          provide: EventLog,
          useFactory: (events: MemberEvents, clock: Clock) => new EventLog(events, clock),
          inject: [MemberEvents, Clock],
        },
        // First of all: a restored database that is not ready serves nobody, whoever asks.
        { provide: APP_GUARD, useClass: MaintenanceGuard },
        { provide: APP_GUARD, useClass: AddressLimitGuard },
        // Every route needs a session unless it says otherwise.
        { provide: APP_GUARD, useClass: SessionGuard },
        { provide: APP_GUARD, useClass: CallerLimitGuard },
        // And a role: it comes last, so that what is refused counts as a request, too.
        { provide: APP_GUARD, useClass: RoleGuard },
        { provide: APP_GUARD, useClass: LockdownGuard },
        { provide: APP_INTERCEPTOR, useClass: SignInThrottleInterceptor },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
