import { Secret } from '@hearthlore/config';
import { createPool, openDatabase, OwnerTransactions } from '@hearthlore/database';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { insertErasableMember } from '../../../../test/harness/erasable-member.js';
import { type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { VectorStoreNotAgreedError } from '../choice/vector-store-choice.js';
import { DrizzleVectorStoreChoice } from './drizzle-vector-store-choice.js';

let opened: OwnedDatabase;
let ownerPool: pg.Pool;
let asApi: DrizzleVectorStoreChoice;
let asOwner: DrizzleVectorStoreChoice;
beforeAll(async () => {
  opened = await openAsApi();
  ownerPool = createPool(new Secret(opened.database.urls.owner), { max: 2, name: 'int-spec' });
  asApi = new DrizzleVectorStoreChoice(opened.transactions);
  asOwner = new DrizzleVectorStoreChoice(new OwnerTransactions(openDatabase(ownerPool)));
});
afterAll(async () => {
  await ownerPool.end();
  await opened.close();
});

it('is the owner’s of the database to make; the api is told, and cannot agree by itself', async () => {
  await expect(asApi.find()).resolves.toBe('sealed');
  await expect(asApi.assertAgreed('sealed')).resolves.toBeUndefined();
  await expect(asApi.assertAgreed('qdrant')).rejects.toThrow(VectorStoreNotAgreedError);
  await expect(asApi.choose('qdrant')).rejects.toMatchObject({ cause: { code: '42501' } });
  await expect(asOwner.choose('qdrant')).resolves.toBe('sealed');
  await expect(asApi.assertAgreed('qdrant')).resolves.toBeUndefined();
  await expect(asApi.noteKnown()).resolves.toBe(true);
  await expect(asApi.noteKnown()).resolves.toBe(false);
});

it('of the sealed store forgets what lies elsewhere, of all members', async () => {
  await asOwner.choose('qdrant');
  for (let member = 0; member < 2; member += 1) await insertErasableMember(opened, { documents: 3, points: 40 });
  await queryAsSuperuser(
    opened.database,
    `update document_points set is_stored = false where document_id = (select document_id from document_points limit 1)`,
  );
  await expect(asApi.measure()).resolves.toEqual({ collections: 2, documents: 6, points: 240, waiting: 1 });
  await expect(asApi.choose('sealed')).rejects.toMatchObject({ cause: { code: '42501' } });
  await expect(asOwner.choose('sealed')).resolves.toBe('qdrant');
  await expect(asApi.measure()).resolves.toEqual({ collections: 0, documents: 0, points: 0, waiting: 0 });
  await expect(asApi.find()).resolves.toBe('sealed');
});
