import { KeySlot } from '@hearthlore/crypto';
import { keySlots, members, type OwnerTransactions } from '@hearthlore/database';
import type { RecordSetId, UserId } from '@hearthlore/kernel';
import { and, eq, sql } from 'drizzle-orm';
import { KeySlotStore, type PassphraseSlot, type RecoverySlot } from '../ports/key-slot-store.port.js';

export class DrizzleKeySlotStore extends KeySlotStore {
  constructor(private readonly transactions: OwnerTransactions) {
    super();
  }

  override async findPassphraseSlot(ownerId: UserId): Promise<PassphraseSlot | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx
        .select({
          wrapped: keySlots.wrapped,
          salt: keySlots.salt,
          verifier: keySlots.verifier,
          stretching: keySlots.stretching,
          pepperVersion: keySlots.pepperVersion,
        })
        .from(keySlots)
        .where(eq(keySlots.slot, KeySlot.password)),
    );
    if (row?.salt == null || row.verifier == null) return undefined;
    return { ...row, salt: row.salt, verifier: row.verifier };
  }

  override putPassphraseSlot(ownerId: UserId, slot: PassphraseSlot): Promise<void> {
    return this.#put(ownerId, { slot: KeySlot.password, locator: null, ...slot });
  }

  override async movePassphraseSlot(ownerId: UserId, verifier: Uint8Array, slot: PassphraseSlot): Promise<boolean> {
    const moved = await this.transactions.run(ownerId, (tx) =>
      tx
        .update(keySlots)
        .set(slot)
        .where(and(eq(keySlots.slot, KeySlot.password), eq(keySlots.verifier, verifier)))
        .returning({ slot: keySlots.slot }),
    );
    return moved.length > 0;
  }

  override async passphraseSetAt(ownerId: UserId): Promise<Date | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx
        .select({ createdAt: keySlots.createdAt })
        .from(keySlots)
        .where(eq(keySlots.slot, KeySlot.password))
        .for('share'),
    );
    return row?.createdAt;
  }

  override putRecoverySlot(ownerId: UserId, slot: RecoverySlot): Promise<void> {
    return this.#put(ownerId, {
      slot: KeySlot.recovery,
      salt: null,
      verifier: null,
      stretching: 0,
      pepperVersion: 0,
      ...slot,
    });
  }

  override async moveRecoverySlot(ownerId: UserId, locator: Uint8Array, slot: RecoverySlot): Promise<boolean> {
    const moved = await this.transactions.run(ownerId, (tx) =>
      tx
        .update(keySlots)
        .set({ ...slot, createdAt: sql`now()` })
        .where(and(eq(keySlots.slot, KeySlot.recovery), eq(keySlots.locator, locator)))
        .returning({ slot: keySlots.slot }),
    );
    return moved.length > 0;
  }

  override async findRecoverySlot(ownerId: UserId): Promise<RecoverySlot | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx
        .select({ wrapped: keySlots.wrapped, locator: keySlots.locator })
        .from(keySlots)
        .where(eq(keySlots.slot, KeySlot.recovery)),
    );
    return row?.locator == null ? undefined : { wrapped: row.wrapped, locator: row.locator };
  }

  override async locateRecovery(locator: Uint8Array): Promise<UserId | undefined> {
    const found = await this.transactions.runWithoutOwner((tx) =>
      tx.execute<{ id: UserId | null }>(sql`select find_recovery_slot(${Buffer.from(locator)}) as id`),
    );
    return found.rows[0]?.id ?? undefined;
  }

  override async deleteSlots(ownerId: UserId): Promise<void> {
    await this.transactions.run(ownerId, (tx) => tx.delete(keySlots));
  }

  override async findAges(ownerId: UserId): Promise<{ passphrase: Date | undefined; recovery: Date | undefined }> {
    const rows = await this.transactions.run(ownerId, (tx) =>
      tx.select({ slot: keySlots.slot, createdAt: keySlots.createdAt }).from(keySlots),
    );
    const ageOf = (slot: KeySlot): Date | undefined => rows.find((row) => row.slot === slot)?.createdAt;
    return { passphrase: ageOf(KeySlot.password), recovery: ageOf(KeySlot.recovery) };
  }

  override async findRingSet(ownerId: UserId): Promise<RecordSetId | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) => tx.select({ ringSet: members.ringSet }).from(members));
    return row?.ringSet;
  }

  override async putRingSet(ownerId: UserId, id: RecordSetId): Promise<void> {
    await this.transactions.run(ownerId, (tx) => tx.update(members).set({ ringSet: id }));
  }

  override async findSelfSet(ownerId: UserId): Promise<{ id: RecordSetId; publicKey: Uint8Array } | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx.select({ id: members.selfSet, publicKey: members.publicKey }).from(members),
    );
    return row?.id == null || row.publicKey == null ? undefined : { id: row.id, publicKey: row.publicKey };
  }

  override async putSelfSet(ownerId: UserId, id: RecordSetId, publicKey: Uint8Array): Promise<void> {
    await this.transactions.run(ownerId, (tx) => tx.update(members).set({ selfSet: id, publicKey }));
  }

  async #put(ownerId: UserId, values: Omit<typeof keySlots.$inferInsert, 'ownerId'>): Promise<void> {
    await this.transactions.run(ownerId, (tx) =>
      tx
        .insert(keySlots)
        .values({ ownerId, ...values })
        .onConflictDoUpdate({ target: [keySlots.ownerId, keySlots.slot], set: { ...values, createdAt: sql`now()` } }),
    );
  }
}
