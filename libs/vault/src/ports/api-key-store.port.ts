import type { ApiKeyId, UserId } from '@hearthlore/kernel';

export interface StoredApiKey {
  readonly id: ApiKeyId;
  readonly ownerId: UserId;
  /** What the program names it by. */
  readonly keyId: string;
  readonly verifier: Uint8Array;
  /** The ring key, for a key that may read; absent for one that opens nothing. */
  readonly wrapped: Uint8Array | null;
  readonly sealedName: Uint8Array;
  readonly scopes: readonly string[];
  readonly lastFour: string;
  /** Of a key that seals to its member. */
  readonly recipientTag: Uint8Array | null;
  readonly replaces: ApiKeyId | null;
  /** To the hour. */
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
}

/** What is known of a key before its owner is. */
export type LocatedApiKey = Pick<StoredApiKey, 'id' | 'ownerId' | 'verifier' | 'wrapped' | 'scopes' | 'recipientTag'>;

export type NewApiKey = Omit<StoredApiKey, 'lastUsedAt'>;

export abstract class ApiKeyStore {
  /** Finds a key before its owner is known: one that has not expired, of a member who is active. */
  abstract locate(keyId: string): Promise<LocatedApiKey | undefined>;
  abstract find(ownerId: UserId, id: ApiKeyId): Promise<StoredApiKey | undefined>;
  /** Oldest first, expired ones too. */
  abstract list(ownerId: UserId): Promise<StoredApiKey[]>;
  abstract insert(key: NewApiKey): Promise<void>;
  /**
   * Inserts a key in the place of another one, which from `expiresAt` on is worth nothing; both or neither.
   *
   * @returns Whether the other one was still there.
   */
  abstract replace(key: NewApiKey & { readonly replaces: ApiKeyId }, expiresAt: Date): Promise<boolean>;
  abstract noteUse(ownerId: UserId, id: ApiKeyId, at: Date): Promise<void>;
  /** With the row goes the wrap. @returns Whether there was one. */
  abstract delete(ownerId: UserId, id: ApiKeyId): Promise<boolean>;
  /** @returns Which ones there were. */
  abstract deleteAll(ownerId: UserId): Promise<ApiKeyId[]>;
}
