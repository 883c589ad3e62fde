import { randomUUID } from 'node:crypto';

declare const brand: unique symbol;
/** A UUID that says what it names, so that a document id cannot be passed where a member id belongs. */
export type Id<Name extends string> = string & { readonly [brand]: { readonly [K in Name]: true } };

export type UserId = Id<'user'>;
export type SessionId = Id<'session'>;
export type InviteId = Id<'invite'>;
export type ApiKeyId = Id<'api-key'>;
export type PasskeyId = Id<'passkey'>;
export type ResetId = Id<'reset'>;
export type NoticeId = Id<'notice'>;
export type MemberJobId = Id<'member-job'>;
export type BackupId = Id<'backup'>;
export type DrillId = Id<'drill'>;
export type IncidentId = Id<'incident'>;
export type ErasureId = Id<'erasure'>;
/** A record set: a document, a conversation, an export, a member's key ring, self set or profile. */
export type RecordSetId = Id<'record-set'>;
export type DocumentId = RecordSetId & Id<'document'>;
export type ConversationId = RecordSetId & Id<'conversation'>;
export type ExportId = RecordSetId & Id<'export'>;
export type MessageId = Id<'message'>;
/** `<document id>.<passage index>`: stable while the document is not indexed anew. */
export type PassageId = string & { readonly [brand]: { readonly passage: true } };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** @returns The id, or `undefined` where the text is not a lower-case UUID. */
export function parseId<T extends Id<string>>(text: string): T | undefined {
  return UUID.test(text) ? (text as T) : undefined;
}

/** @returns A random (version 4) UUID: ids must not tell when they were made. */
export function newId<T extends Id<string>>(): T {
  return randomUUID() as unknown as T;
}

/** The 16 bytes of a UUID, as the binary formats carry them. */
export function idBytes(id: Id<string>): Uint8Array {
  return new Uint8Array(Buffer.from(id.replaceAll('-', ''), 'hex'));
}

export function passageId(document: DocumentId, index: number): PassageId {
  return `${document}.${index}` as PassageId;
}

/** @returns The parts of a passage id, or `undefined` where the text is none. */
export function parsePassageId(text: string): { readonly documentId: DocumentId; readonly index: number } | undefined {
  const [document = '', index = '', ...rest] = text.split('.');
  const documentId = parseId<DocumentId>(document);
  if (documentId === undefined || rest.length > 0 || !/^(0|[1-9]\d{0,8})$/.test(index)) return undefined;
  return { documentId, index: Number(index) };
}
