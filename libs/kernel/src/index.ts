export { AppError, type ErrorKind } from './app-error.js';
export { assertNever } from './assert-never.js';
export { Clock, SystemClock } from './clock.js';
export {
  type ApiKeyId,
  type ConversationId,
  type DocumentId,
  type Id,
  type InviteId,
  idBytes,
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
