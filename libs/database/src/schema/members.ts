import type { InviteId, RecordSetId, SessionId, UserId } from '@hearthlore/kernel';
import { boolean, index, integer, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core';
import { bytes, id, moment } from './columns.js';

export const members = pgTable('members', {
  id: id<UserId>('id').primaryKey(),
  /** HMAC of the e-mail address under K_idx: finds a member, tells nobody the address. */
  emailHash: bytes('email_hash').notNull().unique(),
  role: text('role', { enum: ['owner', 'admin', 'member', 'viewer'] }).notNull(),
  state: text('state', { enum: ['awaiting-confirmation', 'active', 'disabled'] }).notNull(),
  /** Record set under K_pii: name and e-mail address. */
  profileSet: id<RecordSetId>('profile_set').notNull(),
  /** Record set under K_ring: the data keys. */
  ringSet: id<RecordSetId>('ring_set').notNull(),
  /** Random; the ledger of erasures names members by it. */
  erasureTag: bytes('erasure_tag').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
});

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
    /** The user root key under the current secret. */
    wrapped: bytes('wrapped').notNull(),
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
    id: id('id').primaryKey(),
    ownerId: id<UserId>('owner_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    keyId: text('key_id').notNull().unique(),
    verifier: bytes('verifier').notNull(),
    wrapped: bytes('wrapped'),
    sealedName: bytes('sealed_name').notNull(),
    scopes: text('scopes').array().notNull(),
    lastFour: text('last_four').notNull(),
    lastUsedAt: moment('last_used_at'),
    expiresAt: moment('expires_at'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [index('api_keys_owner').on(table.ownerId)],
);

export const passkeys = pgTable(
  'passkeys',
  {
    id: id('id').primaryKey(),
    ownerId: id<UserId>('owner_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    credentialId: bytes('credential_id').notNull().unique(),
    publicKey: bytes('public_key').notNull(),
    counter: integer('counter').notNull().default(0),
    /** The user root key, where the authenticator offers PRF. */
    wrapped: bytes('wrapped'),
    sealedName: bytes('sealed_name').notNull(),
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
