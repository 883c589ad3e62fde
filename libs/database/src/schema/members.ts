import type {
  ApiKeyId,
  DocumentId,
  InviteId,
  NoticeId,
  PasskeyId,
  RecordSetId,
  ResetId,
  SessionId,
  UserId,
} from '@hearthlore/kernel';
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { bytes, id, moment } from './columns.js';

export const members = pgTable(
  'members',
  {
    id: id<UserId>('id').primaryKey(),
    /** HMAC of the e-mail address under K_idx: finds a member, tells nobody the address. */
    emailHash: bytes('email_hash').notNull().unique(),
    role: text('role', { enum: ['owner', 'admin', 'member', 'viewer'] }).notNull(),
    state: text('state', { enum: ['awaiting-confirmation', 'active', 'disabled', 'erasing'] }).notNull(),
    /** Record set under K_pii: name and e-mail address. */
    profileSet: id<RecordSetId>('profile_set').notNull(),
    /** Record set under K_ring: the data keys. */
    ringSet: id<RecordSetId>('ring_set').notNull(),
    /** Record set under K_self: private key, second factor, pinned fingerprints. Made at the first sign-in if missing. */
    selfSet: id<RecordSetId>('self_set'),
    /** X25519, 32 bytes; the private half lies in the self set. What is sealed to it waits for the next sign-in. */
    publicKey: bytes('public_key'),
    /** Random; the ledger of erasures names members by it. */
    erasureTag: bytes('erasure_tag').notNull(),
    /** To the day: enough to see an account nobody uses. */
    lastSeenOn: moment('last_seen_on'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  // Two owners at once cannot be, whatever two requests decide.
  (table) => [uniqueIndex('members_one_owner').on(table.role).where(sql`role = 'owner'`)],
);

/** Wraps of the user root key that exist once per member: by passphrase, by recovery key. */
export const keySlots = pgTable(
  'key_slots',
  {
    ownerId: id<UserId>('owner_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    slot: smallint('slot').notNull(),
    wrapped: bytes('wrapped').notNull(),
    /** Passphrase slot: salt of the stretch, the stored verifier, and the versions that made them. */
    salt: bytes('salt'),
    verifier: bytes('verifier'),
    stretching: smallint('stretching').notNull().default(0),
    pepperVersion: smallint('pepper_version').notNull().default(0),
    /** Recovery slot: finds it without the master key. */
    locator: bytes('locator').unique(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.ownerId, table.slot] })],
);

export const sessions = pgTable(
  'sessions',
  {
    id: id<SessionId>('id').primaryKey(),
    ownerId: id<UserId>('owner_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    sidHash: bytes('sid_hash').notNull().unique(),
    /** Recognises the current secret. */
    verifier: bytes('verifier').notNull(),
    /** The user root key under the current secret; absent after a sign-in that brought no key (passkey without PRF). */
    wrapped: bytes('wrapped'),
    /** What kind of device this is, for its owner's list; sealed under K_self, absent while there are no keys. */
    sealedDevice: bytes('sealed_device'),
    generation: integer('generation').notNull().default(0),
    /** The previous secret's verifier and, readable by its bearer alone, the token that followed it. */
    previousVerifier: bytes('previous_verifier'),
    successor: bytes('successor'),
    rotatedAt: moment('rotated_at').notNull().defaultNow(),
    secondFactor: boolean('second_factor').notNull().default(false),
    createdAt: moment('created_at').notNull().defaultNow(),
    idleExpiresAt: moment('idle_expires_at').notNull(),
    absoluteExpiresAt: moment('absolute_expires_at').notNull(),
  },
  (table) => [index('sessions_owner').on(table.ownerId)],
);

/** Long-lived secrets of programs; a wrap of K_ring, never of the user root key. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: id<ApiKeyId>('id').primaryKey(),
    ownerId: id<UserId>('owner_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    keyId: text('key_id').notNull().unique(),
    verifier: bytes('verifier').notNull(),
    wrapped: bytes('wrapped'),
    sealedName: bytes('sealed_name').notNull(),
    scopes: text('scopes').array().notNull(),
    lastFour: text('last_four').notNull(),
    /** Of a key that seals: recognises the public key it was made for, so that a swapped one is not sealed to. */
    recipientTag: bytes('recipient_tag'),
    /** The key that this one takes the place of; both work while they overlap. */
    replaces: id<ApiKeyId>('replaces'),
    /** To the hour. */
    lastUsedAt: moment('last_used_at'),
    expiresAt: moment('expires_at'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [index('api_keys_owner').on(table.ownerId)],
);

export const passkeys = pgTable(
  'passkeys',
  {
    id: id<PasskeyId>('id').primaryKey(),
    ownerId: id<UserId>('owner_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    credentialId: bytes('credential_id').notNull().unique(),
    publicKey: bytes('public_key').notNull(),
    /** Unsigned, 32 bits (WebAuthn Level 3 §6.1). */
    counter: bigint('counter', { mode: 'number' }).notNull().default(0),
    /** Whether it may leave its authenticator, which is fixed when it is made, and whether it has. */
    backupEligible: boolean('backup_eligible').notNull().default(false),
    backedUp: boolean('backed_up').notNull().default(false),
    transports: text('transports').array().notNull().default([]),
    /** What the authenticator's PRF is asked with: random, one per credential. */
    prfSalt: bytes('prf_salt').notNull(),
    /** The user root key, where the authenticator offers PRF. */
    wrapped: bytes('wrapped'),
    sealedName: bytes('sealed_name').notNull(),
    lastUsedAt: moment('last_used_at'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [index('passkeys_owner').on(table.ownerId)],
);

export const invites = pgTable(
  'invites',
  {
    id: id<InviteId>('id').primaryKey(),
    /** Who invited. */
    ownerId: id<UserId>('owner_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    tokenHash: bytes('token_hash').notNull().unique(),
    /** Binds the invitation to one address; absent where the inviter named none. */
    emailHash: bytes('email_hash'),
    role: text('role', { enum: ['admin', 'member', 'viewer'] }).notNull(),
    acceptedBy: id<UserId>('accepted_by').references(() => members.id, { onDelete: 'set null' }),
    acceptedAt: moment('accepted_at'),
    confirmedAt: moment('confirmed_at'),
    expiresAt: moment('expires_at').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [index('invites_owner').on(table.ownerId)],
);

/**
 * A way back that an admin opens for a member: `recover` lets the member set a passphrase with the recovery key,
 * `start-empty` gives up what is sealed and begins anew, after a notice that the member can answer.
 */
export const resets = pgTable(
  'resets',
  {
    id: id<ResetId>('id').primaryKey(),
    /** Whose account. */
    ownerId: id<UserId>('owner_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    tokenHash: bytes('token_hash').notNull().unique(),
    kind: text('kind', { enum: ['recover', 'start-empty'] }).notNull(),
    requestedBy: id<UserId>('requested_by').references(() => members.id, { onDelete: 'set null' }),
    /** Not to be used before this moment. */
    effectiveAt: moment('effective_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [index('resets_owner').on(table.ownerId)],
);

/** What a member should know of the account: kinds and dates, never content. Gone when the member has seen it. */
export const notices = pgTable(
  'notices',
  {
    id: id<NoticeId>('id').primaryKey(),
    ownerId: id<UserId>('owner_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    kind: text('kind').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [index('notices_owner').on(table.ownerId)],
);

/** What an admin allows a member; an absent number is the installation's default. */
export const memberLimits = pgTable('member_limits', {
  ownerId: id<UserId>('owner_id')
    .primaryKey()
    .references(() => members.id, { onDelete: 'cascade' }),
  /** Stored ciphertext in bytes. */
  storedBytes: bigint('stored_bytes', { mode: 'number' }),
  documents: integer('documents'),
  questionsPerDay: integer('questions_per_day'),
  tokensPerDay: integer('tokens_per_day'),
});

/** What a member used of the daily limits; UTC days. */
export const memberUsage = pgTable(
  'member_usage',
  {
    ownerId: id<UserId>('owner_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    day: date('day', { mode: 'string' }).notNull(),
    questions: integer('questions').notNull().default(0),
    tokens: integer('tokens').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.ownerId, table.day] })],
);

/** Documents that arrived with a key that opens nothing: sealed to the member's public key until the next sign-in. */
export const ingestBox = pgTable(
  'ingest_box',
  {
    id: id<DocumentId>('id').primaryKey(),
    ownerId: id<UserId>('owner_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    sealed: bytes('sealed').notNull(),
    /** When it turned out not to open: it is not tried again, and goes after a while. */
    setAsideAt: moment('set_aside_at'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [index('ingest_box_owner').on(table.ownerId)],
);
