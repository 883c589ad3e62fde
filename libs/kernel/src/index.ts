export { AppError, type ErrorKind } from './app-error.js';
export { assertNever } from './assert-never.js';
export { Clock, SystemClock } from './clock.js';
export {
  type ConversationId,
  type DocumentId,
  type Id,
  type InviteId,
  idBytes,
  type MessageId,
  newId,
  type PassageId,
  parseId,
  parsePassageId,
  passageId,
  type RecordSetId,
  type SessionId,
  type UserId,
} from './ids.js';
