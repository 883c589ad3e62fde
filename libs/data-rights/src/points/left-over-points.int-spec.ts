import { randomBytes } from 'node:crypto';
import { Secret } from '@hearthlore/config';
import { createPool, MaintenanceTransactions, openDatabase } from '@hearthlore/database';
import { type DocumentId, newId, type UserId } from '@hearthlore/kernel';
import { CollectionMissingError, PointNames, VectorStoreUnavailableError } from '@hearthlore/qdrant';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { insertErasableMember, rowsOf } from '../../../../test/harness/erasable-member.js';
import { type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { DrizzlePointRows } from '../adapters/drizzle-point-rows.js';
import { LeftOverPoints, type PointServer } from './left-over-points.js';
import { PointsOutOfReach } from './points-out-of-reach.js';
import { PointsOutOfReachError } from './points.errors.js';

const POINTS = 5;
const signal = new AbortController().signal;

/** Collections with ids, and a server that can go away after so many changes. */
class ServerOnPaper implements PointServer {
  readonly collections = new Map<string, Set<string>>();
  changesUntilDown = Number.POSITIVE_INFINITY;
  afterDrop: () => Promise<void> = () => Promise.resolve();

  list(prefix: string): Promise<string[]> {
    return Promise.resolve([...this.collections.keys()].filter((name) => name.startsWith(prefix)));
  }

  collection(name: string) {
    const change = async <T>(work: () => T): Promise<T> => {
      if (this.changesUntilDown === 0) throw new VectorStoreUnavailableError();
      this.changesUntilDown -= 1;
      return work();
    };
    const points = (): Set<string> => {
      const found = this.collections.get(name);
      if (found === undefined) throw new CollectionMissingError();
      return found;
    };
    return {
      count: () => change(() => points().size),
      drop: async () => {
        const isDropped = await change(() => this.collections.delete(name));
        await this.afterDrop();
        return isDropped;
      },
      remove: (ids: readonly string[]) =>
        change(() => {
          const there = points();
          for (const id of ids) there.delete(id);
        }),
    };
  }
}

let opened: OwnedDatabase;
let pool: pg.Pool;
let rows: DrizzlePointRows;
beforeAll(async () => {
  opened = await openAsApi();
  pool = createPool(new Secret(opened.database.urls.jobs), { max: 2, name: 'int-spec' });
  rows = new DrizzlePointRows(new MaintenanceTransactions(openDatabase(pool)));
});
afterAll(async () => {
  await pool.end();
  await opened.close();
});

const names = new PointNames(randomBytes(32));
const sql = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
  queryAsSuperuser<T>(opened.database, text, values);
let server: ServerOnPaper;
let left: LeftOverPoints;
beforeEach(async () => {
  await sql('delete from members');
  await sql('delete from document_points');
  server = new ServerOnPaper();
  left = new LeftOverPoints(rows, server, names);
});

const documentsOf = async (ownerId: UserId): Promise<DocumentId[]> =>
  (await sql<{ id: DocumentId }>('select id from documents where owner_id = $1 order by id', [ownerId])).map(
    ({ id }) => id,
  );
const idsOf = (document: DocumentId): string[] =>
  Array.from({ length: POINTS }, (_, ordinal) => names.pointId(document, ordinal));

async function aMember(documents = 2): Promise<UserId> {
  const { id } = await insertErasableMember(opened, { documents, points: POINTS });
  const points = (await documentsOf(id)).flatMap(idsOf);
  for (const generation of ['old', 'new']) server.collections.set(names.collection(id, generation), new Set(points));
  return id;
}

async function deletes(document: DocumentId): Promise<void> {
  await sql('delete from record_sets where id = $1', [document]);
}

describe('points that belong to nobody', () => {
  it('go with their document, in every collection of its owner, and nobody else’s do', async () => {
    const [anna, bert] = [await aMember(), await aMember()];
    const [gone, kept] = await documentsOf(anna);
    if (gone === undefined || kept === undefined) return expect.unreachable();
    await deletes(gone);
    await expect(left.sweep(signal)).resolves.toEqual({ documents: 1, collections: 0 });
    for (const generation of ['old', 'new'])
      expect([...(server.collections.get(names.collection(anna, generation)) ?? [])]).toEqual(idsOf(kept));
    expect(server.collections.get(names.collection(bert, 'new'))?.size).toBe(2 * POINTS);
    await expect(left.sweep(signal)).resolves.toEqual({ documents: 0, collections: 0 });
    expect(await sql('select 1 from document_points')).toHaveLength(3);
  });

  it('go from a collection, too, that was made while others were dropped', async () => {
    const anna = await aMember();
    const [gone] = await documentsOf(anna);
    if (gone === undefined) return expect.unreachable();
    server.collections.set(`${names.memberPrefix(newId())}old`, new Set());
    const fresh = names.collection(anna, 'newest');
    server.afterDrop = async () => {
      server.collections.set(fresh, new Set(idsOf(gone)));
      await deletes(gone);
    };
    await expect(left.sweep(signal)).resolves.toEqual({ documents: 1, collections: 1 });
    expect(server.collections.get(fresh)?.size).toBe(0);
  });

  it('go with their member, and those of another installation stay', async () => {
    const [anna, bert] = [await aMember(), await aMember()];
    const neighbour = new PointNames(randomBytes(32)).collection(bert, 'new');
    server.collections.set(neighbour, new Set(['x']));
    await sql('delete from members where id = $1', [anna]);
    await expect(left.sweep(signal)).resolves.toEqual({ documents: 2, collections: 2 });
    expect([...server.collections.keys()].sort()).toEqual(
      [neighbour, names.collection(bert, 'new'), names.collection(bert, 'old')].sort(),
    );
    expect(await rowsOf(opened, anna)).toEqual({});
  });

  it('go with the choice of the sealed store, though a server that was not told made them since', async () => {
    const anna = await aMember();
    await sql(`update installation set vector_store = 'sealed'`);
    await expect(left.sweep(signal)).resolves.toEqual({ documents: 0, collections: 2 });
    await expect(left.countOf(anna)).resolves.toBe(0);
  });

  it('wait while the store is away, wherever it goes away, and go when it is back', async () => {
    for (let changes = 0; ; changes += 1) {
      const anna = await aMember(3);
      const [gone, other] = await documentsOf(anna);
      if (gone === undefined || other === undefined) return expect.unreachable();
      await deletes(gone);
      await deletes(other);
      server.collections.set(`${names.memberPrefix(newId())}old`, new Set());
      server.changesUntilDown = changes;
      const failed = await left.sweep(signal).then(
        () => false,
        (error: unknown) => error instanceof VectorStoreUnavailableError,
      );
      // A row that is gone would leave points that nobody knows of.
      const known = await sql<{ document_id: DocumentId }>('select document_id from document_points');
      const there = [...server.collections.values()].flatMap((points) => [...points]);
      const findable = known.flatMap(({ document_id: id }) => idsOf(id));
      expect(there.filter((id) => !findable.includes(id))).toEqual([]);
      server.changesUntilDown = Number.POSITIVE_INFINITY;
      await left.sweep(signal);
      expect(await sql('select 1 from document_points where owner_id = $1', [anna])).toHaveLength(1);
      expect(await server.list(names.installationPrefix)).toHaveLength(2);
      await sql('delete from members where id = $1', [anna]);
      await left.sweep(signal);
      if (!failed) break;
    }
  });
});

it('everything is made anew: no collection is left, and every document waits', async () => {
  const anna = await aMember(3);
  await expect(left.beginAnew()).resolves.toBe(3);
  expect(server.collections.size).toBe(0);
  expect(await sql('select 1 from document_points where not is_stored and owner_id = $1', [anna])).toHaveLength(3);
});

it('a member’s are counted, and dropped', async () => {
  const [anna, bert] = [await aMember(), await aMember()];
  await expect(left.countOf(anna)).resolves.toBe(4 * POINTS);
  await left.dropOf(anna);
  await expect(left.countOf(anna)).resolves.toBe(0);
  await expect(left.countOf(bert)).resolves.toBe(4 * POINTS);
});

it('nobody says that points are gone whose store is not named', async () => {
  const anna = await aMember();
  const blind = new PointsOutOfReach(rows);
  await expect(blind.countOf(anna)).rejects.toThrow(PointsOutOfReachError);
  await expect(blind.dropOf(anna)).rejects.toThrow(PointsOutOfReachError);
  await expect(blind.countOf(newId())).resolves.toBe(0);
});

it('the worker’s role says of no document that its points are stored, and forgets none that is there', async () => {
  await aMember();
  await expect(pool.query('update document_points set is_stored = true')).rejects.toThrow(/row-level security/);
  await expect(pool.query('update document_points set points = 0')).rejects.toThrow(/permission denied/);
  expect((await pool.query('delete from document_points')).rowCount).toBe(0);
});
