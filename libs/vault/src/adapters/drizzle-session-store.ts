import { type OwnerTransactions, sessions } from '@hearthlore/database';
import type { SessionId, UserId } from '@hearthlore/kernel';
import { eq, sql } from 'drizzle-orm';
import { SessionStore, type StoredSession } from '../ports/session-store.port.js';

const columns = {
  id: sessions.id,
  ownerId: sessions.ownerId,
  sidHash: sessions.sidHash,
  verifier: sessions.verifier,
  wrapped: sessions.wrapped,
  sealedDevice: sessions.sealedDevice,
  secondFactor: sessions.secondFactor,
  generation: sessions.generation,
  previousVerifier: sessions.previousVerifier,
  successor: sessions.successor,
  rotatedAt: sessions.rotatedAt,
  createdAt: sessions.createdAt,
  idleExpiresAt: sessions.idleExpiresAt,
  absoluteExpiresAt: sessions.absoluteExpiresAt,
};

export class DrizzleSessionStore extends SessionStore {
  constructor(private readonly transactions: OwnerTransactions) {
    super();
  }

  override async locate(sidHash: Uint8Array): Promise<{ id: SessionId; ownerId: UserId } | undefined> {
    const found = await this.transactions.runWithoutOwner((tx) =>
      tx.execute<{ session_id: SessionId; owner_id: UserId }>(
        sql`select session_id, owner_id from find_session(${Buffer.from(sidHash)})`,
      ),
    );
    const [row] = found.rows;
    return row && { id: row.session_id, ownerId: row.owner_id };
  }

  override async insert(session: StoredSession): Promise<void> {
    await this.transactions.run(session.ownerId, (tx) => tx.insert(sessions).values(session));
  }

  override update: SessionStore['update'] = (ownerId, id, decide) =>
    this.transactions.run(ownerId, async (tx) => {
      const [session] = await tx.select(columns).from(sessions).where(eq(sessions.id, id)).for('update');
      if (session === undefined) return undefined;
      const { result, rotation, revoke } = decide(session);
      if (revoke === true) await tx.delete(sessions).where(eq(sessions.id, id));
      else if (rotation !== undefined) await tx.update(sessions).set(rotation).where(eq(sessions.id, id));
      return result;
    });

  override list(ownerId: UserId): Promise<StoredSession[]> {
    return this.transactions.run(ownerId, (tx) => tx.select(columns).from(sessions).orderBy(sessions.createdAt));
  }

  override async delete(ownerId: UserId, id: SessionId): Promise<boolean> {
    const gone = await this.transactions.run(ownerId, (tx) =>
      tx.delete(sessions).where(eq(sessions.id, id)).returning({ id: sessions.id }),
    );
    return gone.length > 0;
  }
}
