import { type OwnerTransactions, passkeys } from '@hearthlore/database';
import type { PasskeyId, UserId } from '@hearthlore/kernel';
import { and, asc, eq, lt, sql } from 'drizzle-orm';

export interface StoredPasskey {
  readonly id: PasskeyId;
  readonly credentialId: Uint8Array;
  /** COSE. */
  readonly publicKey: Uint8Array;
  /** Of the authenticator; 0 where it does not count. */
  readonly counter: number;
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  readonly transports: string[];
  /** 32 random bytes that the authenticator's PRF is asked with. */
  readonly prfSalt: Uint8Array;
  /** The user root key, where the authenticator has a PRF. */
  readonly wrapped: Uint8Array | null;
  readonly sealedName: Uint8Array;
  readonly lastUsedAt: Date | null;
  readonly createdAt: Date;
}

export type NewPasskey = Omit<StoredPasskey, 'lastUsedAt' | 'createdAt'>;

/** What an assertion tells of a passkey anew. */
export interface PasskeyUse {
  readonly counter: number;
  readonly backedUp: boolean;
  readonly at: Date;
}

const columns = {
  id: passkeys.id,
  credentialId: passkeys.credentialId,
  publicKey: passkeys.publicKey,
  counter: passkeys.counter,
  backupEligible: passkeys.backupEligible,
  backedUp: passkeys.backedUp,
  transports: passkeys.transports,
  prfSalt: passkeys.prfSalt,
  wrapped: passkeys.wrapped,
  sealedName: passkeys.sealedName,
  lastUsedAt: passkeys.lastUsedAt,
  createdAt: passkeys.createdAt,
};

export class DrizzlePasskeyStore {
  constructor(private readonly transactions: OwnerTransactions) {}

  /** Whose passkey a credential is, before anybody is known. */
  async locate(credentialId: Uint8Array): Promise<{ id: PasskeyId; ownerId: UserId } | undefined> {
    const found = await this.transactions.runWithoutOwner((tx) =>
      tx.execute<{ passkey_id: PasskeyId; owner_id: UserId }>(
        sql`select passkey_id, owner_id from find_passkey(${Buffer.from(credentialId)})`,
      ),
    );
    const [row] = found.rows;
    return row && { id: row.passkey_id, ownerId: row.owner_id };
  }

  /** Oldest first. */
  list(ownerId: UserId): Promise<StoredPasskey[]> {
    return this.transactions.run(ownerId, (tx) => tx.select(columns).from(passkeys).orderBy(asc(passkeys.createdAt)));
  }

  async find(ownerId: UserId, id: PasskeyId): Promise<StoredPasskey | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx.select(columns).from(passkeys).where(eq(passkeys.id, id)),
    );
    return row;
  }

  /** @returns Whether it is new: a credential belongs to one member alone. */
  async insert(ownerId: UserId, passkey: NewPasskey): Promise<boolean> {
    const made = await this.transactions.run(ownerId, (tx) =>
      tx
        .insert(passkeys)
        .values({ ownerId, ...passkey })
        .onConflictDoNothing({ target: passkeys.credentialId })
        .returning({ id: passkeys.id }),
    );
    return made.length > 0;
  }

  /** @returns Whether the counter went on: of two uses that tell the same one, one is a copy. */
  async noteUse(ownerId: UserId, id: PasskeyId, { counter, backedUp, at }: PasskeyUse): Promise<boolean> {
    const noted = await this.transactions.run(ownerId, (tx) =>
      tx
        .update(passkeys)
        .set({ counter, backedUp, lastUsedAt: at })
        .where(and(eq(passkeys.id, id), counter === 0 ? eq(passkeys.counter, 0) : lt(passkeys.counter, counter)))
        .returning({ id: passkeys.id }),
    );
    return noted.length > 0;
  }

  /** @returns Whether this member had such a passkey. */
  change(
    ownerId: UserId,
    id: PasskeyId,
    change: Partial<Pick<StoredPasskey, 'sealedName' | 'wrapped'>>,
  ): Promise<boolean> {
    return this.transactions.run(ownerId, async (tx) => {
      const changed = await tx.update(passkeys).set(change).where(eq(passkeys.id, id)).returning({ id: passkeys.id });
      return changed.length > 0;
    });
  }

  /** The wrap goes with the row. @returns Whether this member had such a passkey. */
  delete(ownerId: UserId, id: PasskeyId): Promise<boolean> {
    return this.transactions.run(ownerId, async (tx) => {
      const gone = await tx.delete(passkeys).where(eq(passkeys.id, id)).returning({ id: passkeys.id });
      return gone.length > 0;
    });
  }
}
