import { z } from 'zod';

/**
 * [Note: Export format]
 * A zip of JSON. `export.json` says what there is, `documents/<id>.json` and `conversations/<id>.json` hold it, and
 * `manifest.json`, the last entry, has the SHA-256 of every other one. What is text beside it is for people. A new field
 * that may be left out keeps the version; anything else makes a new one. docs/export.schema.json is made of this.
 */
export const EXPORT_FORMAT = 'hearthlore-export';
export const EXPORT_VERSION = 1;

/** Most of what one member can have here, with room: a bound for readers. */
const MOST = { listed: 60_000, passages: 200_000, messages: 100_000, text: 2_000_000, short: 4000 };

const date = z.iso.datetime();
const count = z.int().nonnegative();
const short = z.string().max(MOST.short);
const long = z.string().max(MOST.text);
const id = z.uuid();

const heldAt = date.nullable().optional().describe('Since when no rule and no date takes it.');

const passageSchema = z.object({
  index: count,
  text: long,
  heading: short.describe('"Chapter › Section", or empty.'),
  page: count.nullable().describe('From 1; null for formats without pages.'),
  lastPage: count.nullable(),
});

/** `documents/<id>.json` */
export const exportedDocumentSchema = z.object({
  id,
  title: short,
  fileName: short,
  mediaType: short,
  bytes: count.describe('Of the file that was sent; it is not kept.'),
  pages: count.nullable(),
  language: short.nullable(),
  state: short,
  createdAt: date,
  expiresAt: date.nullable(),
  heldAt,
  passages: z.array(passageSchema).max(MOST.passages),
});
export type ExportedDocument = z.output<typeof exportedDocumentSchema>;

const sourceSchema = z.object({
  n: z.int(),
  documentId: id,
  title: short,
  page: z.int().nullable(),
  lastPage: z.int().nullable(),
});
const citationSchema = z.object({
  n: z.int(),
  passageId: z.string().max(64).describe('<document id>.<passage index>'),
  documentId: id,
  title: short,
  page: z.int().nullable(),
  quote: long,
  score: z.number(),
});
const messageBase = { id, text: long, createdAt: date };
const messageSchema = z.discriminatedUnion('role', [
  z.object({ ...messageBase, role: z.literal('user'), documentIds: z.array(id).max(MOST.listed) }),
  z.object({
    ...messageBase,
    role: z.literal('assistant'),
    details: z.object({
      state: z.enum(['complete', 'aborted', 'failed']),
      model: short.nullable(),
      milliseconds: z.number(),
      retrieved: z.int(),
      notice: z.enum(['model.unavailable', 'model.context-too-small']).nullable(),
      sources: z.array(sourceSchema).max(1000),
      citations: z.array(citationSchema).max(10_000),
      grounding: z.object({ supported: z.int(), unsupported: z.int() }),
    }),
  }),
]);
export type ExportedMessage = z.output<typeof messageSchema>;

/** `conversations/<id>.json` */
export const exportedConversationSchema = z.object({
  id,
  title: short,
  createdAt: date,
  updatedAt: date,
  heldAt,
  messages: z.array(messageSchema).max(MOST.messages),
});
export type ExportedConversation = z.output<typeof exportedConversationSchema>;

const apiKeySchema = z.object({
  id,
  name: short,
  scopes: z.array(short).max(100),
  createdAt: date,
  lastUsedAt: date.nullable(),
  expiresAt: date.nullable(),
});
export type ExportedApiKey = z.output<typeof apiKeySchema>;

/** `activity.json`: this member's own entries of the audit log, newest first. */
export const exportedActivitySchema = z.array(
  z.object({
    seq: count,
    at: date.nullable(),
    action: short.nullable(),
    result: short.nullable(),
    isActor: z.boolean().describe('Whether the member did it; otherwise it was done to them.'),
  }),
);
export type ExportedActivity = z.output<typeof exportedActivitySchema>[number];

const listed = z.object({ id, title: short, file: short, text: short });
export type ListedEntry = z.output<typeof listed>;

/** What every version begins with. */
export const exportHeadSchema = z.object({ format: z.literal(EXPORT_FORMAT), version: z.int().positive() });

/** `export.json` */
export const exportSchema = z.object({
  format: z.literal(EXPORT_FORMAT),
  version: z.literal(EXPORT_VERSION),
  createdAt: date,
  appVersion: short,
  member: z.object({ id, name: short, email: short, role: short, createdAt: date }),
  settings: z.object({
    retention: z
      .array(z.object({ kind: short, days: count }))
      .max(100)
      .describe('Days after which the member has things go.'),
  }),
  apiKeys: z.array(apiKeySchema).max(1000),
  documents: z.array(listed).max(MOST.listed),
  conversations: z.array(listed).max(MOST.listed),
  activity: z.object({ file: short, entries: count }),
});
export type ExportIndex = z.output<typeof exportSchema>;

/** `manifest.json` */
export const exportManifestSchema = z.object({
  format: z.literal(EXPORT_FORMAT),
  version: z.literal(EXPORT_VERSION),
  entries: z
    .array(z.object({ path: short, bytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
    .max(MOST.listed * 2 + 10),
});
export type ManifestEntry = z.output<typeof exportManifestSchema>['entries'][number];

export const INDEX_FILE = 'export.json';
export const MANIFEST_FILE = 'manifest.json';
export const ACTIVITY_FILE = 'activity.json';

/** All of it as JSON Schema, by the file it describes. */
export function exportJsonSchema(): object {
  const schemaOf = (schema: z.ZodType): object => {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
    return rest;
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Hearthlore export, version ${EXPORT_VERSION}`,
    $ref: '#/$defs/export.json',
    $defs: {
      [INDEX_FILE]: schemaOf(exportSchema),
      'documents/<id>.json': schemaOf(exportedDocumentSchema),
      'conversations/<id>.json': schemaOf(exportedConversationSchema),
      [ACTIVITY_FILE]: schemaOf(exportedActivitySchema),
      [MANIFEST_FILE]: schemaOf(exportManifestSchema),
    },
  };
}
