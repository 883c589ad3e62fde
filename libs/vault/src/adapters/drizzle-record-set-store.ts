import type { RecordType } from '@hearthlore/crypto';
import { type OwnerTransactions, recordSets, records } from '@hearthlore/database';
import type { RecordSetId, UserId } from '@hearthlore/kernel';
import { and, asc, count, eq, gt, inArray, lt, sql } from 'drizzle-orm';
import {
  type RecordSetKind,
  RecordSetStore,
  type SetLock,
  type StoredRecord,
  type StoredRecordSet,
} from '../ports/record-set-store.port.js';

/** Rows per INSERT: five parameters each, far below PostgreSQL's 65,535 per statement. */
const BATCH = 500;

const setColumns = {
  id: recordSets.id,
  kind: recordSets.kind,
  keyVersion: recordSets.keyVersion,
  salt: recordSets.salt,
  commitment: recordSets.commitment,
  manifest: recordSets.manifest,
  revision: recordSets.revision,
};

export class DrizzleRecordSetStore extends RecordSetStore {
  constructor(private readonly transactions: OwnerTransactions) {
    super();
  }

  override transact<T>(ownerId: UserId, work: () => Promise<T>): Promise<T> {
    return this.transactions.run(ownerId, work);
  }

  override async insertSet(ownerId: UserId, set: StoredRecordSet): Promise<void> {
    await this.transactions.run(ownerId, (tx) => tx.insert(recordSets).values({ ownerId, ...set }));
  }

  override async findSet(ownerId: UserId, id: RecordSetId, lock: SetLock): Promise<StoredRecordSet | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) => {
      const query = tx.select(setColumns).from(recordSets).where(eq(recordSets.id, id)).$dynamic();
      return lock === 'none' ? query : query.for(lock);
    });
    return row;
  }

  override findSets(ownerId: UserId, ids: readonly RecordSetId[], lock: SetLock): Promise<StoredRecordSet[]> {
    return this.transactions.run(ownerId, (tx) => {
      const query = tx
        .select(setColumns)
        .from(recordSets)
        .where(eq(recordSets.id, anyOf(ids)))
        .$dynamic();
      return lock === 'none' ? query : query.for(lock);
    });
  }

  override async updateManifest(
    ownerId: UserId,
    id: RecordSetId,
    manifest: Uint8Array,
    revision: number,
  ): Promise<void> {
    await this.transactions.run(ownerId, (tx) =>
      tx.update(recordSets).set({ manifest, revision }).where(eq(recordSets.id, id)),
    );
  }

  override async rekeySet(
    ownerId: UserId,
    id: RecordSetId,
    rekeyed: Omit<StoredRecordSet, 'id' | 'kind'>,
  ): Promise<void> {
    await this.transactions.run(ownerId, (tx) => tx.update(recordSets).set(rekeyed).where(eq(recordSets.id, id)));
  }

  override async countByKeyVersion(
    ownerId: UserId,
    kinds: readonly RecordSetKind[],
  ): Promise<ReadonlyMap<number, number>> {
    const rows = await this.transactions.run(ownerId, (tx) =>
      tx
        .select({ version: recordSets.keyVersion, sets: count() })
        .from(recordSets)
        .where(inArray(recordSets.kind, [...kinds]))
        .groupBy(recordSets.keyVersion),
    );
    return new Map(rows.map(({ version, sets }) => [version, sets]));
  }

  override async listOlder(
    ownerId: UserId,
    kinds: readonly RecordSetKind[],
    version: number,
    { after, limit }: { readonly after: RecordSetId | undefined; readonly limit: number },
  ): Promise<RecordSetId[]> {
    const rows = await this.transactions.run(ownerId, (tx) =>
      tx
        .select({ id: recordSets.id })
        .from(recordSets)
        .where(
          and(
            inArray(recordSets.kind, [...kinds]),
            lt(recordSets.keyVersion, version),
            after && gt(recordSets.id, after),
          ),
        )
        .orderBy(asc(recordSets.id))
        .limit(limit),
    );
    return rows.map(({ id }) => id);
  }

  override async putRecords(ownerId: UserId, id: RecordSetId, puts: readonly StoredRecord[]): Promise<void> {
    await this.transactions.run(ownerId, async (tx) => {
      for (let at = 0; at < puts.length; at += BATCH) {
        const rows = puts.slice(at, at + BATCH).map((record) => ({ ownerId, setId: id, ...record }));
        await tx
          .insert(records)
          .values(rows)
          .onConflictDoUpdate({
            target: [records.ownerId, records.setId, records.type, records.index],
            set: { sealed: sql`excluded.sealed` },
          });
      }
    });
  }

  override async removeRecords(
    ownerId: UserId,
    id: RecordSetId,
    places: readonly Pick<StoredRecord, 'type' | 'index'>[],
  ): Promise<void> {
    await this.transactions.run(ownerId, async (tx) => {
      for (const [type, indexes] of Map.groupBy(places, (place) => place.type)) {
        await tx.delete(records).where(
          and(
            eq(records.setId, id),
            eq(records.type, type),
            inArray(
              records.index,
              indexes.map((place) => place.index),
            ),
          ),
        );
      }
    });
  }

  override async readRecords(
    ownerId: UserId,
    id: RecordSetId,
    type: RecordType,
    indexes?: readonly number[],
  ): Promise<StoredRecord[]> {
    const rows = await this.transactions.run(ownerId, (tx) =>
      tx
        .select({ index: records.index, sealed: records.sealed })
        .from(records)
        .where(and(eq(records.setId, id), eq(records.type, type), indexes && inArray(records.index, [...indexes])))
        .orderBy(asc(records.index)),
    );
    return rows.map((row) => ({ type, ...row }));
  }

  override async readRecordsAcross(
    ownerId: UserId,
    ids: readonly RecordSetId[],
    type: RecordType,
  ): Promise<ReadonlyMap<RecordSetId, readonly StoredRecord[]>> {
    const rows = await this.transactions.run(ownerId, (tx) =>
      tx
        .select({ setId: records.setId, index: records.index, sealed: records.sealed })
        .from(records)
        .where(and(eq(records.setId, anyOf(ids)), eq(records.type, type)))
        .orderBy(asc(records.setId), asc(records.index)),
    );
    return groupBySet(rows, type);
  }

  override async readRecordsAt(
    ownerId: UserId,
    places: ReadonlyMap<RecordSetId, readonly number[]>,
    type: RecordType,
  ): Promise<ReadonlyMap<RecordSetId, readonly StoredRecord[]>> {
    const pairs = [...places].flatMap(([id, indexes]) => indexes.map((index) => ({ id, index })));
    const setIds = sql.param(pairs.map(({ id }) => id));
    const indexes = sql.param(pairs.map(({ index }) => index));
    const rows = await this.transactions.run(ownerId, (tx) =>
      tx
        .select({ setId: records.setId, index: records.index, sealed: records.sealed })
        .from(records)
        .where(
          and(
            eq(records.type, type),
            sql`(${records.setId}, ${records.index}) in (select * from unnest(${setIds}::uuid[], ${indexes}::integer[]))`,
          ),
        )
        .orderBy(asc(records.setId), asc(records.index)),
    );
    return groupBySet(rows, type);
  }

  override async deleteSet(ownerId: UserId, id: RecordSetId): Promise<boolean> {
    const gone = await this.transactions.run(ownerId, (tx) =>
      tx.delete(recordSets).where(eq(recordSets.id, id)).returning({ id: recordSets.id }),
    );
    return gone.length > 0;
  }
}

/** One parameter for any number of ids, where IN would spend one each. */
const anyOf = (ids: readonly RecordSetId[]) => sql`any(${sql.param([...ids])}::uuid[])`;

function groupBySet(
  rows: readonly { readonly setId: RecordSetId; readonly index: number; readonly sealed: Uint8Array }[],
  type: RecordType,
): Map<RecordSetId, StoredRecord[]> {
  const bySet = new Map<RecordSetId, StoredRecord[]>();
  for (const { setId, index, sealed } of rows) {
    const list = bySet.get(setId) ?? [];
    list.push({ type, index, sealed });
    bySet.set(setId, list);
  }
  return bySet;
}
