export { AppError, type ErrorKind } from './app-error.js';
export { assertNever } from './assert-never.js';
export { Clock, SystemClock } from './clock.js';
export {
  type ApiKeyId,
  type BackupId,
  type ConversationId,
  type DocumentId,
  type DrillId,
  type ErasureId,
  type ExportId,
  type Id,
  type IncidentId,
  type InviteId,
  idBytes,
  type MemberJobId,
  type MessageId,
  newId,
  type NoticeId,
  type PassageId,
  parseId,
  parsePassageId,
  passageId,
  type PasskeyId,
  type RecordSetId,
  type ResetId,
  type SessionId,
  type UserId,
} from './ids.js';
