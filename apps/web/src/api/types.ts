import type { components, operations } from './schema.gen.js';

type Schemas = components['schemas'];

export type User = Schemas['UserDto'];
export type Session = Schemas['SignedInDto'];
export type Meta = Schemas['MetaDto'];
export type HearthDocument = Schemas['DocumentDto'];
export type Passage = Schemas['PassageDto'];
export type SearchHit = Schemas['SearchHitDto'];
export type ChatSummary = Schemas['ChatDto'];
export type StoredMessage = Schemas['MessageDto'];
export type Invite = Schemas['InviteDto'];
export type ApiKey = Schemas['ApiKeyDto'];
export type ApiKeyScope = ApiKey['scopes'][number];
export type Passkey = Schemas['PasskeyDto'];
export type TotpOffer = Schemas['TotpOfferDto'];
export type Device = Schemas['SessionDto'];
export type AccountNotice = Schemas['NoticeDto'];
export type Reset = Schemas['ResetDto'];
export type Member = Schemas['MemberDto'];
export type Limits = Schemas['LimitsDto'];
export type AuditEntry = Schemas['AuditEntryDto'];
/** What the audit log can be narrowed to. */
export type AuditActionName = NonNullable<
  NonNullable<operations['AuditController_list']['parameters']['query']>['action']
>;
export type SystemStatus = Schemas['SystemDto'];
export type VectorStore = Schemas['VectorStoreDto'];
export type MemberJob = Schemas['JobDto'];
export type Queue = Schemas['QueueDto'];
export type Schedule = Schemas['ScheduleDto'];
export type Drill = Schemas['DrillDto'];
export type RecoveryHealth = Schemas['RecoveryHealthDto'];
export type Backup = Schemas['BackupDto'];
export type Overview = Schemas['OverviewDto'];
export type Incident = Schemas['IncidentDto'];
export type ReportedIncident = Schemas['OpenIncidentRequest'];
export type Export = Schemas['ExportDto'];
export type RetentionKind = Schemas['RetentionRuleDto']['kind'];
export type BackupSettings = Schemas['BackupSettingsDto'];
export type RetentionPreview = Schemas['RetentionPreviewDto'];
export type RetentionRun = Schemas['RetentionRunDto'];
export type DueThing = Schemas['DueThingDto'];
export type OwnRetentionRule = Schemas['OwnRetentionRuleDto'];
export type OwnRetentionKind = OwnRetentionRule['kind'];
