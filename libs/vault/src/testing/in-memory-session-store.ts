import type { SessionId, UserId } from '@hearthlore/kernel';
import { SessionStore, type StoredSession } from '../ports/session-store.port.js';

export class InMemorySessionStore extends SessionStore {
  readonly #sessions = new Map<SessionId, StoredSession>();

  override async locate(sidHash: Uint8Array): Promise<{ id: SessionId; ownerId: UserId } | undefined> {
    return [...this.#sessions.values()].find((session) => Buffer.from(session.sidHash).equals(sidHash));
  }

  override async insert(session: StoredSession): Promise<void> {
    this.#sessions.set(session.id, session);
  }

  override update: SessionStore['update'] = async (ownerId, id, decide) => {
    const session = this.#sessions.get(id);
    if (session === undefined || session.ownerId !== ownerId) return undefined;
    const { result, rotation, revoke } = decide(session);
    if (revoke === true) this.#sessions.delete(id);
    else if (rotation !== undefined) this.#sessions.set(id, { ...session, ...rotation });
    return result;
  };

  override async list(ownerId: UserId): Promise<StoredSession[]> {
    return [...this.#sessions.values()].filter((session) => session.ownerId === ownerId);
  }

  override async delete(ownerId: UserId, id: SessionId): Promise<boolean> {
    return this.#sessions.get(id)?.ownerId === ownerId && this.#sessions.delete(id);
  }
}
