import { apiKeys, type OwnerTransactions } from '@hearthlore/database';
import type { ApiKeyId, UserId } from '@hearthlore/kernel';
import { eq, sql } from 'drizzle-orm';
import { ApiKeyStore, type LocatedApiKey, type NewApiKey, type StoredApiKey } from '../ports/api-key-store.port.js';

const columns = {
  id: apiKeys.id,
  ownerId: apiKeys.ownerId,
  keyId: apiKeys.keyId,
  verifier: apiKeys.verifier,
  wrapped: apiKeys.wrapped,
  sealedName: apiKeys.sealedName,
  scopes: apiKeys.scopes,
  lastFour: apiKeys.lastFour,
  recipientTag: apiKeys.recipientTag,
  replaces: apiKeys.replaces,
  lastUsedAt: apiKeys.lastUsedAt,
  expiresAt: apiKeys.expiresAt,
  createdAt: apiKeys.createdAt,
};

export class DrizzleApiKeyStore extends ApiKeyStore {
  constructor(private readonly transactions: OwnerTransactions) {
    super();
  }

  override async locate(keyId: string): Promise<LocatedApiKey | undefined> {
    const found = await this.transactions.runWithoutOwner((tx) =>
      tx.execute<{
        api_key_id: ApiKeyId;
        owner_id: UserId;
        verifier: Buffer;
        wrapped: Buffer | null;
        scopes: string[];
        recipient_tag: Buffer | null;
      }>(sql`select api_key_id, owner_id, verifier, wrapped, scopes, recipient_tag from open_api_key(${keyId})`),
    );
    const [row] = found.rows;
    return (
      row && {
        id: row.api_key_id,
        ownerId: row.owner_id,
        verifier: new Uint8Array(row.verifier),
        wrapped: row.wrapped && new Uint8Array(row.wrapped),
        scopes: row.scopes,
        recipientTag: row.recipient_tag && new Uint8Array(row.recipient_tag),
      }
    );
  }

  override async find(ownerId: UserId, id: ApiKeyId): Promise<StoredApiKey | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx.select(columns).from(apiKeys).where(eq(apiKeys.id, id)),
    );
    return row;
  }

  override list(ownerId: UserId): Promise<StoredApiKey[]> {
    return this.transactions.run(ownerId, (tx) => tx.select(columns).from(apiKeys).orderBy(apiKeys.createdAt));
  }

  override async insert(key: NewApiKey): Promise<void> {
    await this.transactions.run(key.ownerId, (tx) => tx.insert(apiKeys).values(row(key)));
  }

  override replace: ApiKeyStore['replace'] = (key, expiresAt) =>
    this.transactions.run(key.ownerId, async (tx) => {
      const replaced = await tx
        .update(apiKeys)
        .set({ expiresAt: sql`least(${apiKeys.expiresAt}, ${expiresAt})` })
        .where(eq(apiKeys.id, key.replaces))
        .returning({ id: apiKeys.id });
      if (replaced.length === 0) return false;
      await tx.insert(apiKeys).values(row(key));
      return true;
    });

  override async noteUse(ownerId: UserId, id: ApiKeyId, at: Date): Promise<void> {
    await this.transactions.run(ownerId, (tx) => tx.update(apiKeys).set({ lastUsedAt: at }).where(eq(apiKeys.id, id)));
  }

  override async delete(ownerId: UserId, id: ApiKeyId): Promise<boolean> {
    const gone = await this.transactions.run(ownerId, (tx) =>
      tx.delete(apiKeys).where(eq(apiKeys.id, id)).returning({ id: apiKeys.id }),
    );
    return gone.length > 0;
  }

  override async deleteAll(ownerId: UserId): Promise<ApiKeyId[]> {
    const gone = await this.transactions.run(ownerId, (tx) => tx.delete(apiKeys).returning({ id: apiKeys.id }));
    return gone.map(({ id }) => id);
  }
}

function row({ scopes, ...key }: NewApiKey) {
  return { ...key, scopes: [...scopes] };
}
