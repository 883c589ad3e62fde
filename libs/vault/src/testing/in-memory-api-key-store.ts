import type { ApiKeyId, UserId } from '@hearthlore/kernel';
import { ApiKeyStore, type LocatedApiKey, type NewApiKey, type StoredApiKey } from '../ports/api-key-store.port.js';

export class InMemoryApiKeyStore extends ApiKeyStore {
  readonly #keys = new Map<ApiKeyId, StoredApiKey>();
  /** How often somebody looked for a key. */
  looks = 0;

  override async locate(keyId: string): Promise<LocatedApiKey | undefined> {
    this.looks += 1;
    return [...this.#keys.values()].find((key) => key.keyId === keyId);
  }

  override async find(ownerId: UserId, id: ApiKeyId): Promise<StoredApiKey | undefined> {
    const key = this.#keys.get(id);
    return key?.ownerId === ownerId ? key : undefined;
  }

  override async list(ownerId: UserId): Promise<StoredApiKey[]> {
    return [...this.#keys.values()].filter((key) => key.ownerId === ownerId);
  }

  override async insert(key: NewApiKey): Promise<void> {
    this.#keys.set(key.id, { ...key, lastUsedAt: null });
  }

  override replace: ApiKeyStore['replace'] = async (key, expiresAt) => {
    const old = await this.find(key.ownerId, key.replaces);
    if (old === undefined) return false;
    const earlier = old.expiresAt !== null && old.expiresAt < expiresAt ? old.expiresAt : expiresAt;
    this.#keys.set(old.id, { ...old, expiresAt: earlier });
    await this.insert(key);
    return true;
  };

  override async noteUse(ownerId: UserId, id: ApiKeyId, at: Date): Promise<void> {
    const key = await this.find(ownerId, id);
    if (key !== undefined) this.#keys.set(id, { ...key, lastUsedAt: at });
  }

  override async delete(ownerId: UserId, id: ApiKeyId): Promise<boolean> {
    return (await this.find(ownerId, id)) !== undefined && this.#keys.delete(id);
  }

  override async deleteAll(ownerId: UserId): Promise<ApiKeyId[]> {
    const ids = (await this.list(ownerId)).map(({ id }) => id);
    for (const id of ids) this.#keys.delete(id);
    return ids;
  }
}
